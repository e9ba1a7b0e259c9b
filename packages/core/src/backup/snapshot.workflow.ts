import { type Ctx, type JobOrder, parse, type RelayWork, type Work, type Workflow } from "../kernel/index.ts";
import { endChange, subjectServer, vmJob } from "../server/index.ts";
import { backupResults, snapshotNameOf } from "./jobs.ts";

/** Without memory it is a matter of moments; removing one merges all that was written since. */
const RUN_LIMIT_SECONDS = 3600;

const snapshotOf = (work: Work): string => String(work.input.snapshot);

/** A job about the snapshot that the action names. */
export async function snapshotOrder(
  ctx: Ctx,
  work: Work,
  kind: "backup.snapshot" | "backup.delete_snapshot" | "backup.rollback",
): Promise<JobOrder> {
  const server = await subjectServer(ctx, work.subject.id);
  const snapshot = snapshotNameOf(snapshotOf(work));
  return vmJob(server, kind, { snapshot }, { runLimitSeconds: RUN_LIMIT_SECONDS });
}

const forget = (ctx: Ctx, work: Work) => ctx.db.deleteFrom("snapshots").where("id", "=", snapshotOf(work)).execute();
const settle = (ctx: Ctx, work: Work, status: "available" | "failed") =>
  ctx.db.updateTable("snapshots").set({ status }).where("id", "=", snapshotOf(work)).execute();

/** What is gone is forgotten at once: the action may have ended without this result. */
const remove: RelayWork = {
  job: (ctx, work) => snapshotOrder(ctx, work, "backup.delete_snapshot"),
  async done(ctx, work, result) {
    parse(backupResults["backup.delete_snapshot"], result);
    await forget(ctx, work);
  },
};

export const snapshotWorkflow: Workflow = {
  name: "snapshot.create",
  steps: [
    {
      kind: "relay",
      name: "snapshot",
      title: "Take the snapshot",
      do: { job: (ctx, work) => snapshotOrder(ctx, work, "backup.snapshot") },
      undo: remove,
    },
  ],
  async ended(ctx, work, outcome) {
    if (outcome.status === "success") await settle(ctx, work, "available");
    else if (outcome.leftovers.length > 0) await settle(ctx, work, "failed");
    else await forget(ctx, work);
    await endChange(ctx, work);
  },
};

export const deleteSnapshotWorkflow: Workflow = {
  name: "snapshot.delete",
  steps: [
    {
      kind: "relay",
      name: "remove",
      title: "Remove the snapshot",
      do: remove,
      undo: { none: "What is gone cannot be brought back; a removal that failed can be repeated." },
    },
  ],
  async ended(ctx, work, outcome) {
    if (outcome.status === "error") await settle(ctx, work, "available");
    await endChange(ctx, work);
  },
};
