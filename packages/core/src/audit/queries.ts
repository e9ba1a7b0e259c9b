import { type Ctx, decodeCursor, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { auditRows, narrowed, reachedBy } from "./find.ts";
import { type AuditFilters, auditInput, auditStreamInput, operatorAuditInput } from "./schema.ts";
import { viewsOf } from "./view.ts";

interface Asked extends AuditFilters {
  limit: number;
  cursor?: string | undefined;
  sort: string;
}

/** A page of entries, oldest or newest first. */
export async function auditPage(ctx: Ctx, { limit, cursor, sort, ...filters }: Asked, forTenant: boolean) {
  const direction = sort === "created:desc" ? "desc" : "asc";
  const after = decodeCursor(cursor);
  let rows = narrowed(ctx, reachedBy(ctx, auditRows(ctx.db)), filters, forTenant)
    .orderBy("audit_log.id", direction)
    .limit(limit + 1);
  if (after) rows = rows.where("audit_log.id", direction === "desc" ? "<" : ">", after.id);
  const page = toPage(
    await rows.execute(),
    limit,
    (row) => ({ value: "", id: row.id }),
    (row) => row,
  );
  return { entries: await viewsOf(ctx, page.items, forTenant), nextCursor: page.nextCursor };
}

/** What was done in a tenant, by whom. */
export const listAudit = query({
  name: "audit.list",
  permission: "audit:read",
  input: auditInput,
  async run(ctx, input) {
    const { entries, nextCursor } = await auditPage(ctx, { ...input, tenant: tenantOf(ctx) }, true);
    return { entries, meta: pageMeta(input.limit, nextCursor) };
  },
});

export const listAuditAsOperator = query({
  name: "operator.audit.list",
  permission: "operator:audit",
  input: operatorAuditInput,
  async run(ctx, input) {
    const { entries, nextCursor } = await auditPage(ctx, input, false);
    return { entries, meta: pageMeta(input.limit, nextCursor) };
  },
});

/** Sealed entries in the order of their chain, without gaps to who reaches all of the tenant, for a program that keeps a copy. */
export const streamAudit = query({
  name: "audit.stream",
  permission: "audit:read",
  input: auditStreamInput,
  async run(ctx, { after, limit }) {
    const rows = await reachedBy(ctx, auditRows(ctx.db))
      .where("chain", "=", tenantOf(ctx))
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(limit)
      .execute();
    const views = await viewsOf(ctx, rows, true);
    const entries = views.map((entry, index) => ({ ...entry, previous_hash: rows[index]?.previous_hash ?? "" }));
    return { entries, next: Number(rows.at(-1)?.seq ?? after) };
  },
});
