import { inScope } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { actorId, decodeCursor, pageMeta, query, tenantScope, toPage } from "../kernel/index.ts";
import { auditInput } from "./schema.ts";

/** What was done in a tenant, by whom. */
export const listAudit = query({
  name: "audit.list",
  permission: "audit:read",
  input: auditInput,
  async run(ctx, { limit, cursor, sort, resource }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    const tenant = tenantScope(ctx);
    let rows = ctx.db
      .selectFrom("audit_log")
      .leftJoin("users", "users.id", "audit_log.actor_id")
      .leftJoin("api_keys", "api_keys.id", "audit_log.actor_id")
      .selectAll("audit_log")
      .select((eb) => eb.fn.coalesce("users.name", "api_keys.name").as("actor_name"))
      .orderBy("audit_log.id", direction)
      .limit(limit + 1);
    if (tenant) rows = rows.where("audit_log.tenant_id", "=", tenant);
    // Within a scope: what was done to those servers, and what one has done oneself.
    for (const condition of inScope(ctx, "audit_log.resource_id"))
      rows = rows.where((eb) => eb.or([condition, eb("audit_log.actor_id", "=", actorId(ctx.actor))]));
    if (resource) rows = rows.where("audit_log.resource_id", "=", resource);
    if (after) rows = rows.where("audit_log.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      (row) => ({ value: "", id: row.id }),
      (row) => ({
        id: row.id,
        at: row.at.toISOString(),
        actor: actorView(row, tenant !== undefined),
        command: row.command,
        outcome: row.outcome,
        resource: row.resource_type && row.resource_id ? { type: row.resource_type, id: row.resource_id } : null,
        changes: jsonOut(row.changes),
        request_id: row.request_id,
      }),
    );
    return { entries: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** A tenant reads that an operator did it, not which one: staff are not to be found by those they suspend. */
function actorView(row: { actor_type: string; actor_id: string; actor_name: string | null }, forTenant: boolean) {
  if (forTenant && row.actor_type === "operator") return { type: "operator", id: "operator", name: null };
  return { type: row.actor_type, id: row.actor_id, name: row.actor_name };
}
