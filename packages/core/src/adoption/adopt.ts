import { AppError, type Ctx, command } from "../kernel/index.ts";
import { beginAction, lockServer, type ServerRow, serverRef } from "../server/index.ts";
import { adoptWorkflow, disownWorkflow } from "./adopt.workflow.ts";
import { adoptionOf } from "./queries.ts";

/** Marks a server's VM as ours. The system it comes from goes on running it until it is handed over. */
export const adoptServer = command({
  name: "operator.adoption.adopt",
  permission: "operator:migrate",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockForeign(ctx, id);
    if (row.adoption === "unbound")
      throw new AppError("conflict", "no VM is known of this server: `adopt` in the mapping file says which it is");
    if (row.adoption === "handed_over") throw new AppError("conflict", "the server has been handed over already");
    const action = await beginAction(ctx, row, adoptWorkflow, {});
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
    return { adoption: await adoptionOf(ctx, id), action };
  },
});

/** Takes the mark away again: the VM is as it was found. Only what is not run here can be given up. */
export const disownServer = command({
  name: "operator.adoption.disown",
  permission: "operator:migrate",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockForeign(ctx, id);
    if (row.adoption !== "adopted")
      throw new AppError(
        "conflict",
        row.adoption === "handed_over" ? "hand the server back first" : "the server's VM carries no mark of ours",
      );
    const action = await beginAction(ctx, row, disownWorkflow, {});
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
    return { adoption: await adoptionOf(ctx, id), action };
  },
});

/** The row of a server that was brought over, locked. @throws AppError `conflict` for one born here, `locked` while it is changed */
export async function lockForeign(ctx: Ctx, id: string): Promise<ServerRow> {
  const row = await lockServer(ctx, id);
  if (row.adoption === null) throw new AppError("conflict", "the server was made here");
  if (row.action_id)
    throw new AppError("locked", "another action is changing this server; wait until it has ended", {
      action: row.action_id,
    });
  return row;
}
