import { type Ctx, type JobOrder, parse, type Workflow } from "../kernel/index.ts";
import { backupResults, noteOf } from "./jobs.ts";
import { type BackupRow, giveBackupBack, subjectBackup } from "./repository.ts";

const RUN_LIMIT_SECONDS = 3600;

/** A job that removes a backup's archive; of a server that may be gone. */
export async function deleteOrder(
  ctx: Ctx,
  backup: BackupRow,
  { abort, group }: { abort: boolean; group: string },
): Promise<JobOrder> {
  const where = await ctx.db
    .selectFrom("endpoints")
    .innerJoin("locations", "locations.id", "endpoints.location_id")
    .select(["endpoints.name as endpoint", "locations.name as location"])
    .where("endpoints.id", "=", backup.endpoint_id)
    .executeTakeFirstOrThrow();
  return {
    kind: "backup.delete",
    location: where.location,
    group,
    runLimitSeconds: RUN_LIMIT_SECONDS,
    payload: {
      endpoint: where.endpoint,
      vmid: backup.vmid,
      storage: backup.storage,
      note: noteOf(backup.server_id, backup.id),
      abort,
    },
  };
}

/** The subject is the backup: its server is not locked by it, and may be gone. */
export const deleteBackupWorkflow: Workflow = {
  name: "backup.delete",
  steps: [
    {
      kind: "relay",
      name: "remove",
      title: "Remove the backup",
      do: {
        async job(ctx, work) {
          const backup = await subjectBackup(ctx, work.subject.id);
          return deleteOrder(ctx, backup, { abort: false, group: backup.id });
        },
        async done(ctx, work, result) {
          parse(backupResults["backup.delete"], result);
          // What is gone is forgotten at once: the action may have ended without this result.
          await ctx.db.deleteFrom("backups").where("id", "=", work.subject.id).execute();
        },
      },
      undo: { none: "What is gone cannot be brought back; a removal that failed can be repeated." },
    },
  ],
  async ended(ctx, work, outcome) {
    if (outcome.status === "success") return;
    const status = work.input.before === "failed" ? "failed" : "available";
    await giveBackupBack(ctx, work.subject.id, work.action, { status });
  },
};
