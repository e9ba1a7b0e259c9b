import type { Ctx } from "../kernel/index.ts";

/**
 * Records that a server's machine is on another node than its row says: its room counts there from now on, and so does its
 * disk, where the storage is a node's own. @returns false where the catalog does not know the node
 */
export async function recordNode(ctx: Ctx, server: string, name: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom("servers")
    .leftJoin("storages", "storages.id", "servers.storage_id")
    .select(["servers.endpoint_id", "servers.node_id", "storages.name as storage", "storages.node_id as storage_node"])
    .where("servers.id", "=", server)
    .executeTakeFirst();
  // Nothing is reserved for it any more.
  if (!row?.node_id) return false;
  const node = await ctx.db
    .selectFrom("nodes")
    .select("id")
    .where("endpoint_id", "=", row.endpoint_id)
    .where("name", "=", name)
    .executeTakeFirst();
  if (!node) return false;
  if (node.id === row.node_id) return true;
  const local =
    row.storage_node === null || row.storage === null
      ? undefined
      : await ctx.db
          .selectFrom("storages")
          .select("id")
          .where("endpoint_id", "=", row.endpoint_id)
          .where("node_id", "=", node.id)
          .where("name", "=", row.storage)
          .executeTakeFirst();
  await ctx.db
    .updateTable("servers")
    .set({ node_id: node.id, ...(local ? { storage_id: local.id } : {}) })
    .where("id", "=", server)
    .execute();
  return true;
}
