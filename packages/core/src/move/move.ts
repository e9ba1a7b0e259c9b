import { z } from "zod";
import { AppError, type Ctx, command, idShape, invalidField } from "../kernel/index.ts";
import { issueVmid, requireRoom } from "../placement/index.ts";
import { beginAction, lockServer, operatorServer, refuseUnless, type ServerRow } from "../server/index.ts";
import { moveWorkflow } from "./move.workflow.ts";

const moveInput = z.strictObject({
  id: idShape("srv"),
  node: z.string().max(255).describe("Name or id of a node of the same endpoint.").meta({ example: "pve2" }),
});

/** Moves a server to another node of its cluster: what runs goes on running. Room is reserved there before anything moves. */
export const moveServer = command({
  name: "operator.server.move",
  permission: "operator:placement",
  input: moveInput,
  async run(ctx, { id, node }) {
    const row = await lockServer(ctx, id);
    refuseUnless("move", row);
    // The endpoint's turn: what is read from here on still holds at the commit.
    await issueVmid(ctx, row.endpoint_id);
    const { target, storage } = await targetOf(ctx, row, node);
    const { cores, memory_mb } = row;
    const disk_gb = storage === row.storage_id ? 0 : row.disk_gb;
    await requireRoom(ctx, { node: target.id, storage, cores, memory_mb, disk_gb });
    const action = await beginAction(ctx, row, moveWorkflow, { status: "migrating" }, { target: target.name });
    await ctx.db
      .insertInto("move_reservations")
      .values({ server_id: id, node_id: target.id, cores, memory_mb })
      .execute();
    if (disk_gb > 0)
      await ctx.db
        .insertInto("storage_reservations")
        .values({ action_id: action.id, tenant_id: row.tenant_id, server_id: id, storage_id: storage, disk_gb })
        .execute();
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { node: target.name, action: action.id },
    });
    return { server: await operatorServer(ctx, id), action };
  },
});

/** The node, and the storage the server's disk will be on there: the same where nodes share it, else its namesake. */
async function targetOf(ctx: Ctx, row: ServerRow, node: string) {
  const target = await ctx.db
    .selectFrom("nodes")
    .select(["id", "name", "status"])
    .where("endpoint_id", "=", row.endpoint_id)
    .where((eb) => eb.or([eb("id", "=", node), eb("name", "=", node)]))
    .executeTakeFirst();
  if (!target) throw invalidField("node", `there is no node '${node}' at the server's endpoint`);
  if (target.id === row.node_id) throw invalidField("node", "the server is there already");
  if (target.status !== "open") throw new AppError("resource_unavailable", "that node is being drained");
  const storage = await ctx.db
    .selectFrom("storages")
    .select(["id", "name", "node_id"])
    .where("id", "=", row.storage_id ?? "")
    .executeTakeFirst();
  if (!storage) throw new AppError("conflict", "nobody knows where the server's disk is");
  if (storage.node_id === null) return { target, storage: storage.id };
  const namesake = await ctx.db
    .selectFrom("storages")
    .select("id")
    .where("endpoint_id", "=", row.endpoint_id)
    .where("node_id", "=", target.id)
    .where("name", "=", storage.name)
    .executeTakeFirst();
  if (!namesake) throw new AppError("resource_unavailable", `that node has no storage '${storage.name}'`);
  return { target, storage: namesake.id };
}
