import type { Selectable } from "kysely";
import { serversInScope } from "../access/index.ts";
import { affected, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, notFound, tenantScope } from "../kernel/index.ts";
import { addressesOf } from "../network/index.ts";
import type { ServerDetail, ServerView } from "./schema.ts";
import type { HoldTable, ServerTable } from "./tables.ts";

/** The servers a ctx may see, with the names of what they were ordered as. Deleted ones are gone for everybody. */
export function visibleServers(ctx: Ctx) {
  const tenant = tenantScope(ctx);
  const query = ctx.db
    .selectFrom("servers")
    .innerJoin("plans", "plans.id", "servers.plan_id")
    .innerJoin("images", "images.id", "servers.image_id")
    .innerJoin("locations", "locations.id", "servers.location_id")
    .where("servers.deleted_at", "is", null);
  if (tenant === undefined) return query;
  return serversInScope(ctx).reduce(
    (all, condition) => all.where(condition),
    query.where("servers.tenant_id", "=", tenant),
  );
}

/** What `serverView` needs, and no more: lists carry it for every row. */
export const VIEW_COLUMNS = [
  "servers.id",
  "servers.name",
  "servers.status",
  "servers.plan_id",
  "plans.name as plan_name",
  "servers.image_id",
  "images.name as image_name",
  "servers.location_id",
  "locations.name as location_name",
  "servers.cores",
  "servers.memory_mb",
  "servers.disk_gb",
  "servers.price_amount",
  "servers.currency",
  "servers.network",
  "servers.labels",
  "servers.holds",
  "servers.action_id",
  "servers.deletion_due",
  "servers.protect_delete",
  "servers.protect_rebuild",
  "servers.rescue",
  "servers.adoption",
  "servers.created_at",
] as const;

type ViewRow = Pick<
  Selectable<ServerTable>,
  | "id"
  | "name"
  | "status"
  | "plan_id"
  | "image_id"
  | "location_id"
  | "cores"
  | "memory_mb"
  | "disk_gb"
  | "price_amount"
  | "currency"
  | "network"
  | "labels"
  | "holds"
  | "action_id"
  | "deletion_due"
  | "protect_delete"
  | "protect_rebuild"
  | "rescue"
  | "adoption"
  | "created_at"
> & { plan_name: string; image_name: string; location_name: string };

export function serverView(row: ViewRow): ServerView {
  const network = jsonOut(row.network);
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    plan: { id: row.plan_id, name: row.plan_name },
    image: { id: row.image_id, name: row.image_name },
    location: { id: row.location_id, name: row.location_name },
    cores: row.cores,
    memory_mb: row.memory_mb,
    disk_gb: row.disk_gb,
    price: { amount: row.price_amount, currency: row.currency },
    ipv4: network?.ipv4 ? { address: network.ipv4.address } : null,
    ipv6: network?.ipv6 ? { address: network.ipv6.address, network: network.ipv6.network } : null,
    labels: jsonOut(row.labels),
    suspended: row.holds > 0,
    action: row.action_id,
    deletion_due: row.deletion_due?.toISOString() ?? null,
    protection: { delete: row.protect_delete, rebuild: row.protect_rebuild },
    rescue: row.rescue,
    managed_elsewhere: isManagedElsewhere(row),
    created: row.created_at.toISOString(),
  };
}

/** Whether the system it was brought over from still runs it. */
export const isManagedElsewhere = ({ adoption }: Pick<ServerTable, "adoption">): boolean =>
  adoption !== null && adoption !== "handed_over";

export function holdView(row: Selectable<HoldTable>) {
  const { id, kind, reason, since, until } = row;
  return { id, kind, reason, since: since.toISOString(), until: until?.toISOString() ?? null };
}

export async function holdsOf(ctx: Ctx, server: string) {
  const rows = await ctx.db
    .selectFrom("holds")
    .selectAll()
    .where("server_id", "=", server)
    .where("lifted_at", "is", null)
    .orderBy("id")
    .execute();
  return rows.map(holdView);
}

/** @throws AppError `not_found`, also for what another tenant owns. */
export async function getServer(ctx: Ctx, id: string): Promise<ServerDetail> {
  const row = await visibleServers(ctx).select(VIEW_COLUMNS).where("servers.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("server");
  return {
    ...serverView(row),
    holds: row.holds > 0 ? await holdsOf(ctx, id) : [],
    addresses: await addressesOf(ctx, id),
  };
}

export type ServerRow = Selectable<ServerTable> & { endpoint: string; location: string };

/** The server's row for a change, locked for the rest of the transaction. @throws AppError `not_found` */
export async function lockServer(ctx: Ctx, id: string): Promise<ServerRow> {
  const tenant = tenantScope(ctx);
  let query = ctx.db.selectFrom("servers").selectAll().where("id", "=", id).where("deleted_at", "is", null).forUpdate();
  if (tenant) query = query.where("tenant_id", "=", tenant);
  for (const condition of serversInScope(ctx)) query = query.where(condition);
  const row = await query.executeTakeFirst();
  if (!row) throw notFound("server");
  return { ...row, ...(await whereIs(ctx, row)) };
}

/** Names by which the relay knows where the server is. */
async function whereIs(ctx: Ctx, row: { endpoint_id: string }): Promise<{ endpoint: string; location: string }> {
  return ctx.db
    .selectFrom("endpoints")
    .innerJoin("locations", "locations.id", "endpoints.location_id")
    .select(["endpoints.name as endpoint", "locations.name as location"])
    .where("endpoints.id", "=", row.endpoint_id)
    .executeTakeFirstOrThrow();
}

/** The server a workflow works on, deleted or not. */
export async function subjectServer(ctx: Ctx, id: string): Promise<ServerRow> {
  const row = await ctx.db.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("server");
  return { ...row, ...(await whereIs(ctx, row)) };
}

/** Takes the server's lock for an action, with the state it passes through. */
export async function takeLock(
  ctx: Ctx,
  server: { id: string; action_id: string | null },
  action: string,
  change: Partial<Pick<Selectable<ServerTable>, "status" | "deletion_due" | "power_seen" | "sealed_password">> = {},
): Promise<void> {
  const result = await ctx.db
    .updateTable("servers")
    .set({ action_id: action, ...change })
    .where("id", "=", server.id)
    .where("action_id", server.action_id === null ? "is" : "=", server.action_id)
    .executeTakeFirst();
  if (affected(result) === 0) throw new AppError("locked", "another action is changing this server");
}
