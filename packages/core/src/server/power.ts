import { startAction } from "../action/index.ts";
import { type Ctx, command, type Id, isId, notFound, type Workflow } from "../kernel/index.ts";
import { orderJob } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer, type ServerRow, subjectServer, takeLock } from "./repository.ts";
import { type ServerStatus, serverRef } from "./schema.ts";
import type { PowerVerb } from "./state.ts";

const PASSING: Record<PowerVerb, ServerStatus> = {
  start: "starting",
  shutdown: "stopping",
  stop: "stopping",
  reboot: "rebooting",
};
const TITLES: Record<PowerVerb, string> = {
  start: "Start the server",
  shutdown: "Ask the system to shut down",
  stop: "Cut the power",
  reboot: "Restart the server",
};
/** How long the guest has to follow; a shutdown that is ignored fails and leaves the server running. */
const TIMEOUT_SECONDS: Record<PowerVerb, number> = { start: 300, shutdown: 180, stop: 60, reboot: 180 };

const powerWorkflow = (verb: PowerVerb): Workflow => ({
  name: `server.${verb}`,
  steps: [
    {
      kind: "relay",
      name: verb,
      title: TITLES[verb],
      do: {
        job: async (ctx, work) =>
          orderJob(
            await subjectServer(ctx, work.subject.id),
            "server.power",
            { operation: verb, timeout_seconds: TIMEOUT_SECONDS[verb] },
            work.input.preempts === true ? "hold" : "server",
          ),
        async done(ctx, work, result) {
          const { power } = serverResults["server.power"].parse(result);
          await ctx.db
            .updateTable("servers")
            .set({ status: power })
            .where("id", "=", work.subject.id)
            .where("action_id", "=", work.action)
            .execute();
        },
      },
      undo: { none: "What was asked for cannot be unasked; the server is shown in the state it was found in." },
    },
  ],
  async ended(ctx, work, outcome) {
    const before = work.input.before === "running" ? "running" : "stopped";
    await ctx.db
      .updateTable("servers")
      .set({ action_id: null, ...(outcome.status === "error" ? { status: before } : {}) })
      .where("id", "=", work.subject.id)
      .where("action_id", "=", work.action)
      .execute();
  },
});

export const powerWorkflows = {
  start: powerWorkflow("start"),
  shutdown: powerWorkflow("shutdown"),
  stop: powerWorkflow("stop"),
  reboot: powerWorkflow("reboot"),
} as const satisfies Record<PowerVerb, Workflow>;

/** Locks the server for a power action and starts it. One that pre-empts does not queue behind what is under way. */
export async function beginPower(
  ctx: Ctx,
  row: ServerRow,
  verb: PowerVerb,
  options: { deletion_due?: Date; preempts?: boolean } = {},
) {
  const action = ctx.id("act");
  const { preempts = false, ...change } = options;
  await takeLock(ctx, row, action, { status: PASSING[verb], ...change });
  return startAction(ctx, {
    id: action,
    workflow: powerWorkflows[verb],
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { before: row.status === "running" ? "running" : "stopped", preempts },
  });
}

export function tenantIdOf(row: { tenant_id: string }): Id<"ten"> {
  if (!isId("ten", row.tenant_id)) throw notFound("tenant");
  return row.tenant_id;
}

const powerCommand = (verb: PowerVerb) =>
  command({
    name: `server.${verb}`,
    permission: "server:power",
    input: serverRef,
    async run(ctx, { id }) {
      const row = await lockServer(ctx, id);
      refuseUnless(verb, row);
      const action = await beginPower(ctx, row, verb);
      ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
      return { server: await getServer(ctx, id), action };
    },
  });

export const startServer = powerCommand("start");
export const shutdownServer = powerCommand("shutdown");
export const stopServer = powerCommand("stop");
export const rebootServer = powerCommand("reboot");
