import { scheduleJob } from "../action/index.ts";
import { type Ctx, parse, type RelayWork, type Work, type Workflow } from "../kernel/index.ts";
import { releaseAddresses } from "../network/index.ts";
import { cloneOrder, configureOrder, orderJob } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { subjectServer } from "./repository.ts";

/** Longer than any job message may stay invisible: after it, nothing of before can still act. */
export const ABSENCE_AFTER_SECONDS = 120;

/** Takes the VM away; the same for an undone creation and a deletion. */
export const destroyVm: RelayWork = {
  job: async (ctx, work) => orderJob(await subjectServer(ctx, work.subject.id), "server.destroy", {}),
  async done(ctx, work, result) {
    parse(serverResults["server.destroy"], result);
    const again = orderJob(await subjectServer(ctx, work.subject.id), "server.destroy", {});
    await scheduleJob(ctx, work, "absence", again, ABSENCE_AFTER_SECONDS);
  },
};

/** Gives back all that the order's transaction reserved. */
export async function releaseReservation(ctx: Ctx, work: Work): Promise<void> {
  await releaseAddresses(ctx, work.subject.id);
  await ctx.db.deleteFrom("firewalls").where("server_id", "=", work.subject.id).execute();
  await ctx.db
    .updateTable("servers")
    .set({ node_id: null, storage_id: null, network: null, sealed_password: null })
    .where("id", "=", work.subject.id)
    .execute();
}

export const createWorkflow: Workflow = {
  name: "server.create",
  steps: [
    {
      kind: "control",
      name: "reserve",
      title: "Reserve capacity and addresses",
      // Reserved by the order's own transaction; the step is there for its undo.
      async do() {},
      undo: releaseReservation,
    },
    {
      kind: "relay",
      name: "clone",
      title: "Copy the image",
      do: { job: async (ctx, work) => cloneOrder(ctx, await subjectServer(ctx, work.subject.id)) },
      undo: destroyVm,
    },
    {
      kind: "relay",
      name: "configure",
      title: "Set up processor, memory, disk and network",
      do: { job: async (ctx, work) => configureOrder(ctx, await subjectServer(ctx, work.subject.id)) },
      undo: { none: "What it changes is the VM, which the undo of clone removes whole." },
    },
    {
      kind: "relay",
      name: "start",
      title: "Start the server",
      do: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          // Held meanwhile: it is handed over stopped.
          if (server.holds > 0) return null;
          return orderJob(server, "server.power", { operation: "start", timeout_seconds: 300 });
        },
      },
      undo: { none: "The undo of clone stops the VM and removes it." },
    },
  ],
  async ended(ctx, work, outcome) {
    const server = await subjectServer(ctx, work.subject.id);
    const succeeded = outcome.status === "success";
    const status = succeeded ? (server.holds > 0 ? "stopped" : "running") : "failed";
    // A deletion or hold that waits for this action has taken over the lock and the status already.
    const mine = server.action_id === work.action;
    await ctx.db
      .updateTable("servers")
      .set({
        sealed_password: null,
        ...(succeeded ? {} : { name_key: null }),
        ...(mine ? { action_id: null, status } : {}),
        ...(!mine && server.status === "creating" ? { status } : {}),
        ...(succeeded && server.holds > 0 ? { power_before_hold: "running" as const } : {}),
      })
      .where("id", "=", server.id)
      .execute();
    ctx.send({
      topic: "event",
      type: succeeded ? "server.created" : "server.creation_failed",
      tenant: work.tenant,
      payload: { server: server.id, action: work.action },
    });
  },
};
