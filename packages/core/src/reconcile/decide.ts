import { type ActionView, startAction } from "../action/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, invalidField } from "../kernel/index.ts";
import { beginAction, isManagedElsewhere, lockServer } from "../server/index.ts";
import { destroyOrphanWorkflow, refuseIfOwned } from "./destroy-orphan.workflow.ts";
import { lockFinding, resourceOf } from "./mute.ts";
import { finding } from "./queries.ts";
import { reapplyWorkflow } from "./reapply.workflow.ts";
import { giveBack } from "./repair.ts";
import { decideInput } from "./schema.ts";
import { closed, type FindingRow, write } from "./settle.ts";
import { type Decision, decisionRefused } from "./state.ts";

/** What an operator decides about a finding. What cannot be taken back has to be confirmed by name. */
export const decideFinding = command({
  name: "operator.finding.decide",
  permission: "operator:reconcile",
  input: decideInput,
  async run(ctx, { id, decision, confirm }) {
    const row = await lockFinding(ctx, id);
    const refused = decisionRefused(row, decision);
    if (refused) throw new AppError("conflict", refused);
    const { tenant, action } = await DECIDE[decision](ctx, row, confirm);
    ctx.audit({
      ...(tenant ? { tenant } : {}),
      resource: resourceOf(row),
      changes: { finding: id, code: row.code, decision, ...(action ? { action: action.id } : {}) },
    });
    return { finding: await finding(ctx, id), action };
  },
});

interface Decided {
  tenant?: string;
  action: ActionView | null;
}

const DECIDE: Record<Decision, (ctx: Ctx, row: FindingRow, confirm: string | undefined) => Promise<Decided>> = {
  async reapply(ctx, row) {
    const server = await lockServer(ctx, row.subject_id);
    refuseLocked(server.action_id);
    if (isManagedElsewhere(server)) throw new AppError("conflict", "It is still run by the system it comes from.");
    return { tenant: server.tenant_id, action: await beginAction(ctx, server, reapplyWorkflow, {}) };
  },

  async destroy(ctx, row, confirm) {
    const { server, vmid } = jsonOut(row.evidence).about;
    if (confirm !== String(vmid)) throw invalidField("confirm", "the machine's number, to confirm that it may go");
    if (typeof server !== "string") throw new AppError("conflict", "It carries no mark of ours.");
    await refuseIfOwned(ctx, server);
    const action = await startAction(ctx, {
      workflow: destroyOrphanWorkflow,
      tenant: null,
      subject: { type: "finding", id: row.id },
    });
    return { action };
  },

  async mark_lost(ctx, row, confirm) {
    const server = await lockServer(ctx, row.subject_id);
    if (confirm !== server.name) throw invalidField("confirm", "the server's name, to confirm that it is lost");
    refuseLocked(server.action_id);
    await ctx.db.updateTable("servers").set({ status: "failed" }).where("id", "=", server.id).execute();
    const payload = { server: server.id, finding: row.id };
    ctx.send({ topic: "event", type: "server.lost", tenant: server.tenant_id, payload });
    await write(ctx, [closed(ctx, row, "An operator declared the server lost.")]);
    return { tenant: server.tenant_id, action: null };
  },

  async release(ctx, row) {
    const resolution = await giveBack(ctx, row);
    if (resolution) await write(ctx, [closed(ctx, row, resolution)]);
    return { action: null };
  },
};

function refuseLocked(action: string | null): void {
  if (action)
    throw new AppError("locked", "Another action is changing this server. Wait until it has ended.", { action });
}
