import type { Ctx, JobOrder, Work, Workflow } from "../kernel/index.ts";
import { statusBefore } from "./begin.ts";
import { orderJob } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { takePower } from "./power.ts";
import { subjectServer } from "./repository.ts";
import { isTransitional } from "./state.ts";

export const holdWorkflow: Workflow = {
  name: "server.hold",
  steps: [
    {
      kind: "relay",
      name: "hold",
      title: "Stop the server and keep it stopped",
      do: {
        job: (ctx, work) => holdOrder(ctx, work, "hold"),
        async done(ctx, work, result) {
          const { power, power_before } = serverResults["server.hold"].parse(result);
          await takePower(ctx, work, power);
          if (!power_before) return;
          // Only who learns it first found the server as its owner left it; and one that came up held was meant to run.
          await ctx.db
            .updateTable("servers")
            .set({ power_before_hold: power_before })
            .where("id", "=", work.subject.id)
            .where("power_before_hold", "is", null)
            .execute();
        },
      },
      undo: { none: "A hold that could not stop the server stays in force; operators see the action and repeat it." },
    },
    {
      kind: "relay",
      name: "confirm",
      title: "Make sure that nothing has started it again",
      // In the server's own group: behind every job that was under way when the hold was placed.
      do: { job: (ctx, work) => holdOrder(ctx, work, "server") },
      undo: { none: "It changes nothing that the step before has not." },
    },
  ],
  async ended(ctx, work, outcome) {
    const { status } = await subjectServer(ctx, work.subject.id);
    const held = outcome.status === "success" ? "stopped" : statusBefore(work);
    await ctx.db
      .updateTable("servers")
      // A server whose creation failed meanwhile stays failed.
      .set({ action_id: null, ...(isTransitional(status) ? { status: held } : {}) })
      .where("id", "=", work.subject.id)
      .where("action_id", "=", work.action)
      .execute();
  },
};

/** Nothing to hold where the creation that was waited for has failed. */
async function holdOrder(ctx: Ctx, work: Work, group: "server" | "hold"): Promise<JobOrder | null> {
  const server = await subjectServer(ctx, work.subject.id);
  return server.status === "failed" ? null : orderJob(server, "server.hold", {}, group);
}

export const releaseWorkflow: Workflow = {
  name: "server.release",
  steps: [
    {
      kind: "relay",
      name: "release",
      title: "Give the server back to its owner",
      do: {
        job: async (ctx, work) =>
          orderJob(await subjectServer(ctx, work.subject.id), "server.release", { start: work.input.start === true }),
        async done(ctx, work, result) {
          await takePower(ctx, work, serverResults["server.release"].parse(result).power);
        },
      },
      undo: { none: "The hold is lifted; its owner can start the server." },
    },
  ],
  async ended(ctx, work, outcome) {
    const { status, power_before_hold } = await subjectServer(ctx, work.subject.id);
    await ctx.db
      .updateTable("servers")
      .set({
        action_id: null,
        // Where it failed the VM may still carry the hold's record: the owner's start has that removed.
        power_before_hold: outcome.status === "success" ? null : (power_before_hold ?? "stopped"),
        ...(isTransitional(status) ? { status: "stopped" } : {}),
      })
      .where("id", "=", work.subject.id)
      .where("action_id", "=", work.action)
      .execute();
  },
};
