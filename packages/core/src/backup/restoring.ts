import { isStepDone } from "../action/index.ts";
import type { Ctx, JobOrder, Outcome, RelayStep, RelayWork, Work } from "../kernel/index.ts";
import { configureOrder, type ServerRow, statusBefore, subjectServer, vmJob } from "../server/index.ts";

/** What rollback and restore share: the server is off meanwhile, gets our settings, and comes back as it was found. */
const POWER_LIMIT_SECONDS = 900;

const power = async (ctx: Ctx, work: Work, operation: "start" | "stop") =>
  vmJob(
    await subjectServer(ctx, work.subject.id),
    "server.power",
    { operation, timeout_seconds: operation === "start" ? 300 : 60 },
    { runLimitSeconds: POWER_LIMIT_SECONDS },
  );

/** Not for a server that was off, nor for one that is held meanwhile. */
const start: RelayWork = {
  async job(ctx, work) {
    const { holds } = await subjectServer(ctx, work.subject.id);
    return holds > 0 || statusBefore(work) === "stopped" ? null : power(ctx, work, "start");
  },
};

export const stopFirst: RelayStep = {
  kind: "relay",
  name: "stop",
  title: "Turn the server off",
  do: { job: async (ctx, work) => (statusBefore(work) === "stopped" ? null : power(ctx, work, "stop")) },
  undo: start,
};

export const startAgain: RelayStep = {
  kind: "relay",
  name: "start",
  title: "Turn the server on again",
  do: start,
  undo: { none: "The undo of turning it off turns it on." },
};

/** Our records over what came back. */
export const settleRestored: RelayWork = {
  job: async (ctx, work) => settleOrder(ctx, work, await subjectServer(ctx, work.subject.id)),
};

export async function settleOrder(ctx: Ctx, work: Work, server: ServerRow): Promise<JobOrder> {
  const order = await configureOrder(ctx, server);
  const held = server.holds > 0 ? (server.power_before_hold ?? statusBefore(work)) : null;
  return { ...order, kind: "backup.settle", payload: { ...order.payload, held } };
}

/** The lock is free and the server shown as it is: off where it was, where it is held, or where it could not be started. */
export async function endRestoring(ctx: Ctx, work: Work, outcome: Outcome): Promise<void> {
  const server = await subjectServer(ctx, work.subject.id);
  const before = statusBefore(work);
  const left = outcome.status === "error" && (await isStepDone(ctx, work, "stop"));
  const status = before === "stopped" || server.holds > 0 || left ? "stopped" : "running";
  const mine = server.action_id === work.action;
  await ctx.db
    .updateTable("servers")
    .set({
      ...(mine ? { action_id: null } : {}),
      ...(mine || server.status === "restoring" ? { status } : {}),
      ...(server.holds > 0 && server.power_before_hold === null ? { power_before_hold: before } : {}),
    })
    .where("id", "=", server.id)
    .execute();
}
