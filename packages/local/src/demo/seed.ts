import { hashPassword } from "@hostwright/core/identity";
import { type App, newId, system, transact } from "@hostwright/core/kernel";
import { jsonIn } from "@hostwright/core/kernel/database/index";
import type { JWK } from "jose";
import { BRIDGE, type DemoLocation, IMAGES, LOCATIONS, STORAGE, templateVmid } from "./site.ts";

export interface DemoSecrets {
  demo_password: string;
  relay_keys: Record<string, JWK>;
}

/** Everybody who can sign in to the demo; all with the same password. */
export const DEMO_USERS = [
  { email: "demo@hostwright.test", name: "Dana Demo", tenant: "Acme Studios", role: "owner" },
  { email: "viewer@hostwright.test", name: "Vic Viewer", tenant: "Acme Studios", role: "read-only" },
  { email: "second@hostwright.test", name: "Sam Second", tenant: "Northwind Labs", role: "owner" },
  { email: "operator@hostwright.test", name: "Olga Operator", tenant: null, role: null },
] as const;

const PLANS = [
  {
    name: "s1",
    title: "Small",
    cores: 1,
    memory_mb: 1024,
    disk_gb: 10,
    price: 390,
    iops: 500,
    mbps: 100,
    nic: 200,
    traffic: 1000,
  },
  {
    name: "m1",
    title: "Medium",
    cores: 2,
    memory_mb: 4096,
    disk_gb: 40,
    price: 890,
    iops: 1000,
    mbps: 200,
    nic: 500,
    traffic: 5000,
  },
  {
    name: "l1",
    title: "Large",
    cores: 4,
    memory_mb: 8192,
    disk_gb: 80,
    price: 1690,
    iops: 2000,
    mbps: 300,
    nic: 1000,
    traffic: 10_000,
  },
  {
    name: "x1",
    title: "Extra large",
    cores: 8,
    memory_mb: 16_384,
    disk_gb: 160,
    price: 3290,
    iops: 4000,
    mbps: 500,
    nic: 1000,
    traffic: 20_000,
  },
] as const;

/** Fills an empty installation with the demo: people, plans, images, locations, addresses. Leaves any other alone. */
export async function seedDemo(app: App, secrets: DemoSecrets): Promise<boolean> {
  const passwordHash = await hashPassword(secrets.demo_password);
  return transact({ app, actor: system("demo"), requestId: "demo" }, async (ctx) => {
    const { db, now } = ctx;
    const seeded = await db.selectFrom("locations").select("id").limit(1).executeTakeFirst();
    if (seeded) return false;

    const tenants = new Map<string, string>();
    for (const user of DEMO_USERS) {
      const id = ctx.id("usr");
      const { email, name, tenant, role } = user;
      await db
        .insertInto("users")
        .values({ id, email, name, password_hash: passwordHash, operator: tenant === null, created_at: now })
        .execute();
      if (tenant === null) continue;
      let tenantId = tenants.get(tenant);
      if (!tenantId) {
        tenantId = ctx.id("ten");
        tenants.set(tenant, tenantId);
        await db.insertInto("tenants").values({ id: tenantId, name: tenant, created_at: now }).execute();
      }
      await db.insertInto("memberships").values({ tenant_id: tenantId, user_id: id, role, created_at: now }).execute();
    }

    await db
      .insertInto("plans")
      .values(
        PLANS.map((plan, position) => ({
          id: ctx.id("pln"),
          name: plan.name,
          title: plan.title,
          position,
          available: true,
          cores: plan.cores,
          memory_mb: plan.memory_mb,
          disk_gb: plan.disk_gb,
          price_amount: plan.price,
          currency: "EUR",
          cpu_type: "x86-64-v2-AES",
          cpu_limit_percent: plan.cores * 100,
          cpu_units: 100,
          balloon_mb: 0,
          disk_iops: plan.iops,
          disk_mbps: plan.mbps,
          nic_mbit: plan.nic,
          traffic_gb: plan.traffic,
        })),
      )
      .execute();

    const images = IMAGES.map((image) => ({ ...image, id: newId("img", now) }));
    await db
      .insertInto("images")
      .values(
        images.map(({ id, name, title, family, disk_gb }, position) => ({
          id,
          name,
          title,
          family,
          position,
          available: true,
          min_disk_gb: disk_gb,
          default_user: "root",
        })),
      )
      .execute();

    for (const [position, location] of LOCATIONS.entries()) {
      const id = ctx.id("loc");
      await db
        .insertInto("locations")
        .values({
          id,
          name: location.name,
          title: location.title,
          country: location.country,
          position,
          open: true,
          relay_keys: jsonIn(publicKeys(secrets.relay_keys[location.name])),
        })
        .execute();
      const endpoint = ctx.id("end");
      await db
        .insertInto("endpoints")
        .values({
          id: endpoint,
          location_id: id,
          name: location.endpoint,
          status: "open",
          vmid_to: location.vmids.to,
          next_vmid: location.vmids.from,
          cpu_overcommit_percent: 400,
          memory_overcommit_percent: 100,
        })
        .execute();
      for (const [index, node] of location.nodes.entries()) {
        const nodeId = ctx.id("nod");
        const storage = ctx.id("sto");
        await db
          .insertInto("nodes")
          .values({
            id: nodeId,
            endpoint_id: endpoint,
            name: node.name,
            status: "open",
            cores: node.cores,
            memory_mb: node.memory_mb,
          })
          .execute();
        await db
          .insertInto("storages")
          .values({
            id: storage,
            endpoint_id: endpoint,
            node_id: nodeId,
            name: STORAGE,
            status: "open",
            size_gb: node.storage_gb,
            overcommit_percent: 100,
          })
          .execute();
        await db
          .insertInto("templates")
          .values(
            images.map((image) => ({
              id: ctx.id("tpl"),
              image_id: image.id,
              endpoint_id: endpoint,
              node_id: nodeId,
              storage_id: storage,
              vmid: templateVmid(image, index),
            })),
          )
          .execute();
      }
      const common = { location_id: id, bridge: BRIDGE, vlan: location.vlan, mtu: null, search_domain: null };
      const v4 = ctx.id("poo");
      const v6 = ctx.id("poo");
      await db
        .insertInto("pools")
        .values([
          {
            ...common,
            id: v4,
            name: `${location.name}-v4`,
            family: 4,
            prefix: location.ipv4.prefix,
            gateway: location.ipv4.gateway,
            nameservers: jsonIn(["9.9.9.9", "149.112.112.112"]),
          },
          {
            ...common,
            id: v6,
            name: `${location.name}-v6`,
            family: 6,
            prefix: 64,
            gateway: "fe80::1",
            nameservers: jsonIn(["2620:fe::fe"]),
          },
        ])
        .execute();
      const free = { tenant_id: null, server_id: null, assigned_at: null, free_since: new Date(0) };
      const addresses = [
        ...ipv4Addresses(location).map((address) => ({ ...free, id: ctx.id("adr"), pool_id: v4, address })),
        ...ipv6Networks(location).map((address) => ({ ...free, id: ctx.id("adr"), pool_id: v6, address })),
      ];
      for (let at = 0; at < addresses.length; at += 500)
        await db
          .insertInto("addresses")
          .values(addresses.slice(at, at + 500))
          .execute();
    }
    return true;
  });
}

function publicKeys(key: JWK | undefined): JWK[] {
  if (!key) return [];
  const { d: _private, ...open } = key;
  return [open];
}

/** The subnet's addresses after its gateway. */
function ipv4Addresses({ ipv4 }: DemoLocation): string[] {
  const base = ipv4.base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return Array.from({ length: ipv4.count }, (_, index) => {
    const value = base + 10 + index;
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
  });
}

/** As many /64s as there are IPv4 addresses: `2001:db8:1:10::`. */
const ipv6Networks = ({ ipv6, ipv4 }: DemoLocation): string[] =>
  Array.from({ length: ipv4.count }, (_, index) => `${ipv6}:${(index + 16).toString(16)}::`);
