import { exportJWK, generateKeyPair } from "jose";
import { jsonIn } from "../src/kernel/database/index.ts";
import { type Id, newId } from "../src/kernel/index.ts";
import type { World } from "./world.ts";

/** One location with two nodes of 8 cores and 16 GB, times `scale`, and 12 addresses of each kind, times `scale`. */
export async function seed({ app }: Pick<World, "app">, { scale = 1 } = {}): Promise<{ tenants: Id<"ten">[] }> {
  const addresses = 12 * scale;
  const db = app.db.kysely;
  const now = app.clock.now();
  const tenants = [newId("ten", now), newId("ten", now)];
  await db
    .insertInto("tenants")
    .values(tenants.map((id, index) => ({ id, name: `Tenant ${index}`, created_at: now })))
    .execute();
  await db
    .insertInto("plans")
    .values(plan(newId("pln", now), "s1", 2, 4096, 20))
    .execute();
  await db
    .insertInto("plans")
    .values({ ...plan(newId("pln", now), "m1", 4, 8192, 40), price_amount: 1099 })
    .execute();
  await db
    .insertInto("plans")
    .values({ ...plan(newId("pln", now), "old", 1, 1024, 10), available: false })
    .execute();
  const image = newId("img", now);
  await db
    .insertInto("images")
    .values({
      id: image,
      name: "debian-13",
      title: "Debian 13",
      family: "debian",
      position: 1,
      available: true,
      min_disk_gb: 10,
      default_user: "debian",
    })
    .execute();

  const location = newId("loc", now);
  const { publicKey } = await generateKeyPair("ECDH-ES+A256KW", { extractable: true });
  const relayKey = { ...(await exportJWK(publicKey)), kid: "relay-1" };
  await db
    .insertInto("locations")
    .values({
      id: location,
      name: "fra1",
      title: "Frankfurt",
      country: "DE",
      position: 1,
      open: true,
      relay_keys: jsonIn([relayKey]),
    })
    .execute();
  const endpoint = newId("end", now);
  await db
    .insertInto("endpoints")
    .values({
      id: endpoint,
      location_id: location,
      name: "fra1-a",
      status: "open",
      vmid_to: 100_999,
      next_vmid: 100_000,
      cpu_overcommit_percent: 200,
      memory_overcommit_percent: 100,
      rescue_iso: "local:iso/rescue.iso",
      backup_storage: "backup",
    })
    .execute();
  for (const name of ["pve1", "pve2"]) {
    const node = newId("nod", now);
    const storage = newId("sto", now);
    await db
      .insertInto("nodes")
      .values({ id: node, endpoint_id: endpoint, name, status: "open", cores: 8 * scale, memory_mb: 16_384 * scale })
      .execute();
    await db
      .insertInto("storages")
      .values({
        id: storage,
        endpoint_id: endpoint,
        node_id: node,
        name: "local-zfs",
        status: "open",
        size_gb: 1000,
        overcommit_percent: 100,
      })
      .execute();
    await db
      .insertInto("templates")
      .values({
        id: newId("tpl", now),
        image_id: image,
        endpoint_id: endpoint,
        node_id: node,
        storage_id: storage,
        vmid: name === "pve1" ? 9001 : 9002,
      })
      .execute();
  }
  await seedPool(app, location, 4, "203.0.113.1", (index) => `203.0.113.${index + 10}`, addresses);
  await seedPool(app, location, 6, "fe80::1", (index) => `2001:db8:0:${index + 1}::`, addresses);
  return { tenants };
}

const plan = (id: string, name: string, cores: number, memory_mb: number, disk_gb: number) => ({
  id,
  name,
  title: name.toUpperCase(),
  position: 1,
  available: true,
  cores,
  memory_mb,
  disk_gb,
  price_amount: 599,
  currency: "EUR",
  cpu_type: "x86-64-v2-AES",
  cpu_limit_percent: 0,
  cpu_units: 100,
  balloon_mb: 0,
  disk_iops: 500,
  disk_mbps: null,
  nic_mbit: 1000,
  traffic_gb: 1000,
});

async function seedPool(
  app: World["app"],
  location: string,
  family: 4 | 6,
  gateway: string,
  address: (index: number) => string,
  count: number,
): Promise<void> {
  const now = app.clock.now();
  const pool = newId("poo", now);
  await app.db.kysely
    .insertInto("pools")
    .values({
      id: pool,
      location_id: location,
      name: `fra1-v${family}`,
      family,
      prefix: family === 4 ? 24 : 64,
      gateway,
      nameservers: jsonIn([family === 4 ? "203.0.113.2" : "2001:db8::2"]),
      search_domain: null,
      bridge: "vmbr0",
      vlan: 100,
      mtu: null,
    })
    .execute();
  await app.db.kysely
    .insertInto("addresses")
    .values(
      Array.from({ length: count }, (_, index) => ({
        id: newId("adr", now),
        pool_id: pool,
        address: address(index),
        tenant_id: null,
        server_id: null,
        assigned_at: null,
        free_since: new Date(index),
      })),
    )
    .execute();
}
