import { isScoped } from "../access/index.ts";
import { type Ctx, decodeCursor, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { reachedBy } from "./find.ts";
import { alertInput, RULES } from "./schema.ts";

async function alertPage(
  ctx: Ctx,
  tenant: string | null,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const after = decodeCursor(cursor);
  let rows = ctx.db
    .selectFrom("audit_alerts")
    .selectAll()
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (tenant) rows = rows.where("tenant_id", "=", tenant);
  // Within a scope, those of the entries that one reaches.
  if (isScoped(ctx))
    rows = rows.where("audit_id", "in", reachedBy(ctx, ctx.db.selectFrom("audit_log").select("audit_log.id")));
  if (after) rows = rows.where("id", "<", after.id);
  const page = toPage(
    await rows.execute(),
    limit,
    ({ id }) => ({ value: "", id }),
    (row) => ({
      id: row.id,
      at: row.created_at.toISOString(),
      tenant: row.tenant_id,
      rule: RULES.find((rule) => rule === row.rule) ?? ("escalation" as const),
      subject: row.subject_id,
      entry: row.audit_id,
    }),
  );
  return { alerts: page.items, meta: pageMeta(limit, page.nextCursor) };
}

/** What the rules found suspicious in a tenant. */
export const listAlerts = query({
  name: "audit.alerts",
  permission: "audit:read",
  input: alertInput,
  run: (ctx, input) => alertPage(ctx, tenantOf(ctx), input),
});

export const listAlertsAsOperator = query({
  name: "operator.audit.alerts",
  permission: "operator:audit",
  input: alertInput,
  run: (ctx, input) => alertPage(ctx, null, input),
});
