import { AppError, type Ctx, type JobOrder, type Work, type Workflow } from "../kernel/index.ts";
import { endReplacement, replacementSteps, type ServerRow, vmJob } from "../server/index.ts";
import { noteOf } from "./jobs.ts";
import { giveBackupBack, subjectBackup } from "./repository.ts";
import { settleOrder } from "./restoring.ts";

/** Reading a large disk back over a slow line. */
const RUN_LIMIT_SECONDS = 12 * 3600;

/** A new VM, made from the archive beside the present one, gets our settings and takes its place (docs/decisions/0011). */
export const restoreWorkflow: Workflow = {
  name: "backup.restore",
  steps: replacementSteps({
    name: "restore",
    title: "Bring the backup back beside the present disk",
    order: restoreOrder,
    configure: settleOrder,
  }),
  async ended(ctx, work) {
    await giveBackupBack(ctx, work.input.backup, work.action);
    await endReplacement(ctx, work);
  },
};

async function restoreOrder(ctx: Ctx, work: Work, target: ServerRow): Promise<JobOrder> {
  const backup = await subjectBackup(ctx, work.input.backup);
  const spot = await ctx.db
    .selectFrom("nodes")
    .innerJoin("storages", (join) => join.on("storages.id", "=", target.storage_id))
    .select(["nodes.name as node", "storages.name as storage"])
    .where("nodes.id", "=", target.node_id)
    .executeTakeFirst();
  if (!spot || backup.volid === null) throw new AppError("conflict", "the reservation for the restored disk is gone");
  const { storage, volid, vmid } = backup;
  const archive = { storage, volid, vmid, note: noteOf(backup.server_id, backup.id) };
  return vmJob(target, "backup.restore", { ...spot, archive }, { runLimitSeconds: RUN_LIMIT_SECONDS });
}
