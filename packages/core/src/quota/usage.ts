import { type Kysely, sql } from "kysely";
import { affected } from "../kernel/database/index.ts";
import { type Ctx, notFound, type Tables } from "../kernel/index.ts";
import type { Amounts, Overrides } from "./schema.ts";

/** What there is of a server that failed or was deleted is nothing. */
const GONE = sql`('failed', 'deleted')`;

/** What a tenant has and what operators have set for it, in one round trip. */
export async function standingOf(ctx: Ctx, tenant: string): Promise<{ used: Amounts; overrides: Overrides }> {
  const servers = sql`servers where tenant_id = ${tenant} and status not in ${GONE}`;
  const { rows } = await sql<Overrides & { [K in keyof Amounts as `used_${K}`]: number | null }>`
    select q.servers, q.addresses, q.cores, q.memory_mb, q.disk_gb, q.requests_per_minute,
      u.used_servers, u.used_cores, u.used_memory_mb, u.used_disk_gb + g.growing as used_disk_gb, a.used_addresses
    from tenants t
    left join tenant_quotas q on q.tenant_id = t.id
    cross join (select count(*) as used_servers, coalesce(sum(cores), 0) as used_cores, coalesce(sum(memory_mb), 0) as used_memory_mb,
      coalesce(sum(disk_gb), 0) as used_disk_gb from ${servers}) u
    cross join (select count(*) as used_addresses from addresses where tenant_id = ${tenant} and server_id is not null) a
    cross join (select coalesce(sum(disk_gb), 0) as growing from storage_reservations where tenant_id = ${tenant}) g
    where t.id = ${tenant}`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw notFound("tenant");
  return {
    used: {
      servers: Number(row.used_servers),
      addresses: Number(row.used_addresses),
      cores: Number(row.used_cores),
      memory_mb: Number(row.used_memory_mb),
      disk_gb: Number(row.used_disk_gb),
    },
    overrides: {
      servers: row.servers,
      addresses: row.addresses,
      cores: row.cores,
      memory_mb: row.memory_mb,
      disk_gb: row.disk_gb,
      requests_per_minute: row.requests_per_minute,
    },
  };
}

/**
 * Takes the tenant's turn for the rest of the transaction: what is counted from the next statement on still holds at the
 * commit. Whoever needs the location's turn too takes that one first.
 */
export async function takeTurn(ctx: Ctx, tenant: string): Promise<void> {
  if (affected(await turnOf(ctx.db, tenant).executeTakeFirst()) === 0) throw notFound("tenant");
}

/** The statement that takes a tenant's turn, for those who have another to send along. */
export const turnOf = (db: Pick<Kysely<Tables>, "updateTable">, tenant: string) =>
  db
    .updateTable("tenants")
    .set((eb) => ({ id: eb.ref("id") }))
    .where("id", "=", tenant);
