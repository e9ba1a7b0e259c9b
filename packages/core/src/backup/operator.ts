import { z } from "zod";
import { decodeCursor, idShape, pageInput, pageMeta, query, toPage } from "../kernel/index.ts";
import { backupView } from "./repository.ts";

const SORTS = ["created:desc", "created:asc"] as const;

/** All tenants' backups, those of deleted servers too. */
export const listBackupsAsOperator = query({
  name: "operator.backup.list",
  permission: "operator:read",
  input: z.strictObject({
    ...pageInput(SORTS, "created:desc"),
    server: idShape("srv").optional().describe("Of this server."),
    tenant: z.string().max(40).optional().describe("Id of a tenant."),
  }),
  async run(ctx, { limit, cursor, sort, server, tenant }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = ctx.db
      .selectFrom("backups")
      .innerJoin("tenants", "tenants.id", "backups.tenant_id")
      .innerJoin("servers", "servers.id", "backups.server_id")
      .innerJoin("endpoints", "endpoints.id", "backups.endpoint_id")
      .selectAll("backups")
      .select([
        "tenants.name as tenant_name",
        "servers.name as server_name",
        "servers.deleted_at",
        "endpoints.name as endpoint_name",
      ])
      .orderBy("backups.id", direction)
      .limit(limit + 1);
    if (server) rows = rows.where("backups.server_id", "=", server);
    if (tenant) rows = rows.where("backups.tenant_id", "=", tenant);
    if (after) rows = rows.where("backups.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      (row) => ({ value: "", id: row.id }),
      (row) => ({
        ...backupView(row),
        tenant: { id: row.tenant_id, name: row.tenant_name },
        server_name: row.server_name,
        server_deleted: row.deleted_at !== null,
        endpoint: row.endpoint_name,
        storage: row.storage,
        volid: row.volid,
      }),
    );
    return { backups: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});
