import { parse, type Workflow } from "../kernel/index.ts";
import { endChange, subjectServer, vmJob } from "../server/index.ts";
import { deleteOrder } from "./delete.workflow.ts";
import { backupResults, noteOf } from "./jobs.ts";
import { giveBackupBack, subjectBackup } from "./repository.ts";
import { applyRetention } from "./retention.ts";

/** Copying a large disk over a slow line, after waiting for the backups before it. */
const RUN_LIMIT_SECONDS = 12 * 3600;

export const backupWorkflow: Workflow = {
  name: "backup.create",
  steps: [
    {
      kind: "relay",
      name: "backup",
      title: "Copy the disk to the backup storage",
      do: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          const { id, storage } = await subjectBackup(ctx, work.input.backup);
          const turn = `vzdump/${server.node_id}`;
          const order = { storage, note: noteOf(server.id, id), turn };
          return vmJob(server, "backup.create", order, { runLimitSeconds: RUN_LIMIT_SECONDS });
        },
        async done(ctx, work, result) {
          const { node, volid, size_bytes } = parse(backupResults["backup.create"], result);
          await ctx.db
            .updateTable("backups")
            .set({ node, volid, size_bytes })
            .where("id", "=", String(work.input.backup))
            .execute();
        },
      },
      undo: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          return deleteOrder(ctx, await subjectBackup(ctx, work.input.backup), { abort: true, group: server.id });
        },
      },
    },
  ],
  async ended(ctx, work, outcome) {
    const { backup, kind } = work.input;
    if (outcome.status === "success")
      await giveBackupBack(ctx, backup, work.action, { status: "available", finished_at: ctx.now });
    else if (outcome.leftovers.length > 0) await giveBackupBack(ctx, backup, work.action, { status: "failed" });
    else await ctx.db.deleteFrom("backups").where("id", "=", String(backup)).execute();
    await endChange(ctx, work);
    if (outcome.status === "success" && kind === "scheduled") await applyRetention(ctx, work.subject.id);
  },
};
