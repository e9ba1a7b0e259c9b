import type { App } from "@hostwright/core/kernel";
import type { Client } from "pg";

/**
 * Fills `servers` up to `count` rows, made by the database itself: one in a hundred belongs to the small tenant, the rest
 * to the large one, ids in the order of creation as ours are.
 */
export async function fillServers(app: App, client: Client, count: number): Promise<{ large: string; small: string }> {
  const db = app.db.kysely;
  const tenants = await db.selectFrom("tenants").select("id").orderBy("name").execute();
  const [large, small] = tenants.map((row) => row.id);
  if (!large || !small) throw new Error("two tenants are needed");
  const template = await db
    .selectFrom("templates")
    .innerJoin("endpoints", "endpoints.id", "templates.endpoint_id")
    .select(["templates.id", "image_id", "endpoint_id", "location_id"])
    .executeTakeFirstOrThrow();
  const plan = await db.selectFrom("plans").selectAll().where("name", "=", "s1").executeTakeFirstOrThrow();
  const network = {
    mac: "02:00:00:00:00:01",
    bridge: "vmbr0",
    vlan: 100,
    mtu: null,
    nameservers: ["9.9.9.9", "149.112.112.112", "2620:fe::fe"],
    search_domain: null,
    ipv4: { address: "198.18.0.10", prefix: 22, gateway: "198.18.0.1" },
    ipv6: { address: "2001:db8:1:10::1", network: "2001:db8:1:10::/64", prefix: 64, gateway: "fe80::1" },
  };
  await client.query(
    `insert into servers (id, tenant_id, name, name_key, hostname, status, plan_id, image_id, location_id, endpoint_id, vmid,
       node_id, storage_id, template_id, cores, memory_mb, disk_gb, price_amount, currency, network, labels, ssh_keys,
       sealed_password, action_id, holds, power_before_hold, deletion_due, created_at, deleted_at)
     select 'srv_' || lpad(n::text, 26, '0'), case when n % 100 = 0 then $1 else $2 end, 'web-' || n, 'web-' || n, 'web-' || n,
       'running', $3, $4, $5, $6, n, null, null, $7, $8, $9, $10, $11, $12, $13, '{"env":"prod","team":"web"}', '[]',
       null, null, 0, null, null, now(), null
     from generate_series((select count(*) from servers) + 1, $14::int) n`,
    [
      small,
      large,
      plan.id,
      template.image_id,
      template.location_id,
      template.endpoint_id,
      template.id,
      plan.cores,
      plan.memory_mb,
      plan.disk_gb,
      plan.price_amount,
      plan.currency,
      JSON.stringify(network),
      count,
    ],
  );
  await client.query("vacuum analyze servers");
  return { large, small };
}
