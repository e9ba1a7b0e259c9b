import { type App, firstIdAt } from "@hostwright/core/kernel";
import type { Client } from "pg";

/** Entries of a tenant, `count` in all, spread over the year before now; made by the database itself. */
export async function fillAudit(app: App, client: Client, tenant: string, count: number): Promise<void> {
  const hours = 365 * 24;
  const now = app.clock.now().getTime();
  /** How ids of that hour begin. */
  const beginnings = Array.from({ length: hours }, (_, hour) =>
    firstIdAt("aud", new Date(now - (hours - hour) * 3_600_000)).slice(0, 14),
  );
  await client.query(
    `insert into audit_log (id, tenant_id, chain, at, actor_type, actor_id, command, outcome, resource_type, resource_id,
       request_id, changes, address_index, seq, previous_hash, hash)
     select hour.beginning || lpad(n::text, 12, '0'), $1, $1, now() - ($3 - hour.number) * interval '1 hour', 'user',
       'usr_' || n % 50, case when n % 1000 = 0 then 'server.delete' else 'server.update' end, 'done', 'server',
       'srv_' || n % 5000, 'req_' || hour.number || '_' || n, jsonb_build_object('name', 'web-' || n), 'address-' || n % 200,
       (hour.number - 1) * $4::bigint + n, repeat('a', 43), repeat('b', 43)
     from unnest($2::text[]) with ordinality as hour(beginning, number), generate_series(1, $4::int) n`,
    [tenant, beginnings, hours, Math.ceil(count / hours)],
  );
  await client.query("vacuum analyze audit_log");
}
