import { z } from "zod";
import { type Ctx, command, type Work, type Workflow } from "../kernel/index.ts";
import { beginAction, statusBefore } from "./begin.ts";
import { orderJob } from "./job-orders.ts";
import { type PowerState, powerState } from "./jobs.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer, type ServerRow, subjectServer } from "./repository.ts";
import { type ServerStatus, serverRef } from "./schema.ts";
import { isTransitional, type PowerVerb } from "./state.ts";

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

/** Of `server.power` and `server.release` alike. */
const powerResult = z.looseObject({ power: powerState });

const powerWorkflow = (verb: PowerVerb): Workflow => ({
  name: `server.${verb}`,
  steps: [
    {
      kind: "relay",
      name: verb,
      title: TITLES[verb],
      do: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          // A release that failed has left its hold's record on the VM, which would refuse this.
          const stale = server.holds === 0 && server.power_before_hold !== null;
          if (verb === "start" && stale) return orderJob(server, "server.release", { start: true });
          return orderJob(
            server,
            "server.power",
            {
              operation: verb,
              timeout_seconds: TIMEOUT_SECONDS[verb],
              ...(verb === "reboot" && stale ? { stale_hold: true } : {}),
            },
            work.input.preempts === true ? "hold" : "server",
          );
        },
        async done(ctx, work, result) {
          await takePower(ctx, work, powerResult.parse(result).power);
        },
      },
      undo: { none: "What was asked for cannot be unasked; the server is shown in the state it was found in." },
    },
  ],
  async ended(ctx, work, outcome) {
    const { status, holds } = await subjectServer(ctx, work.subject.id);
    // What the relay has reported counts, even where the action failed afterwards.
    const unknown = outcome.status === "error" && isTransitional(status);
    const released = (verb === "start" || verb === "reboot") && outcome.status === "success" && holds === 0;
    await ctx.db
      .updateTable("servers")
      .set({
        action_id: null,
        ...(unknown ? { status: statusBefore(work) } : {}),
        ...(released ? { power_before_hold: null } : {}),
      })
      .where("id", "=", work.subject.id)
      .where("action_id", "=", work.action)
      .execute();
  },
});

/** Takes what the relay saw. Also when the action ended without it: nobody else is changing the server then. */
export async function takePower(ctx: Ctx, work: Work, power: PowerState): Promise<void> {
  await ctx.db
    .updateTable("servers")
    .set({ status: power })
    .where("id", "=", work.subject.id)
    .where((eb) => eb.or([eb("action_id", "=", work.action), eb("action_id", "is", null)]))
    .where("status", "not in", ["failed", "deleted"])
    .execute();
}

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
  const { preempts = false, ...change } = options;
  return beginAction(ctx, row, powerWorkflows[verb], { status: PASSING[verb], ...change }, { preempts });
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
