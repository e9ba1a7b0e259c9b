import { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, decodeCursor, idShape, notFound, pageInput, pageMeta, query, toPage } from "../kernel/index.ts";
import { differencesOf } from "./differences.ts";
import { adoptionState } from "./schema.ts";

function adoptions(ctx: Ctx) {
  return ctx.db
    .selectFrom("server_adoptions as a")
    .innerJoin("servers as s", "s.id", "a.server_id")
    .innerJoin("tenants as t", "t.id", "a.tenant_id")
    .innerJoin("endpoints as e", "e.id", "s.endpoint_id")
    .where("s.deleted_at", "is", null)
    .select([
      "a.server_id as id",
      "a.source",
      "a.source_table",
      "a.source_id",
      "a.source_status",
      "a.source_changed_at",
      "a.addresses",
      "a.seen",
      "a.adopted_at",
      "a.handed_over_at",
      "s.name",
      "s.adoption",
      "s.vmid",
      "s.cores",
      "s.memory_mb",
      "s.disk_gb",
      "s.action_id",
      "t.id as tenant_id",
      "t.name as tenant_name",
      "e.name as endpoint",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof adoptions>["execute"]>>[number];

function view(row: Row) {
  const seen = jsonOut(row.seen);
  const known = row.adoption !== "unbound" && row.adoption !== null;
  const recorded = { ...row, status: row.source_status, addresses: jsonOut(row.addresses), mac: null };
  return {
    server: { id: row.id, name: row.name },
    tenant: { id: row.tenant_id, name: row.tenant_name },
    state: row.adoption ?? "unbound",
    endpoint: known ? row.endpoint : null,
    vmid: known ? row.vmid : null,
    source: {
      key: row.source,
      row: `${row.source_table}:${row.source_id}`,
      status: row.source_status,
      changed: row.source_changed_at.toISOString(),
    },
    seen,
    differences: seen ? differencesOf(recorded, seen) : [],
    adopted: row.adopted_at?.toISOString() ?? null,
    handed_over: row.handed_over_at?.toISOString() ?? null,
    action: row.action_id,
  };
}

/** @throws AppError `not_found` where the server was not brought over */
export async function adoptionOf(ctx: Ctx, server: string) {
  const row = await adoptions(ctx).where("a.server_id", "=", server).executeTakeFirst();
  if (!row) throw notFound("adoption");
  return view(row);
}

export const listAdoptions = query({
  name: "operator.adoption.list",
  permission: "operator:read",
  input: z.strictObject({
    ...pageInput(["created:desc", "created:asc"], "created:asc"),
    state: adoptionState.optional(),
    server: idShape("srv").optional(),
  }),
  async run(ctx, { state, server, limit, cursor, sort }) {
    const after = decodeCursor(cursor);
    const direction = sort === "created:asc" ? "asc" : "desc";
    let rows = adoptions(ctx)
      .orderBy("a.server_id", direction)
      .limit(limit + 1);
    if (state) rows = rows.where("s.adoption", "=", state);
    if (server) rows = rows.where("a.server_id", "=", server);
    if (after) rows = rows.where("a.server_id", direction === "asc" ? ">" : "<", after.id);
    const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), view);
    return { adoptions: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});
