import { startAction } from "../action/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { tenantIdOf } from "../server/index.ts";
import { deleteBackupWorkflow } from "./delete.workflow.ts";
import { takeBackup } from "./repository.ts";

/** Removes the scheduled backups of a server beyond those its schedule keeps: the oldest, never a protected one. */
export async function applyRetention(ctx: Ctx, server: string): Promise<void> {
  const schedule = await ctx.db
    .selectFrom("backup_schedules")
    .select("keep")
    .where("server_id", "=", server)
    .executeTakeFirst();
  // Without a schedule any more: what is there stays until somebody deletes it.
  if (!schedule) return;
  const scheduled = await ctx.db
    .selectFrom("backups")
    .selectAll()
    .where("server_id", "=", server)
    .where("kind", "=", "scheduled")
    .where("protected", "=", false)
    .where("status", "=", "available")
    .orderBy("id", "desc")
    .forUpdate()
    .execute();
  for (const row of scheduled.slice(schedule.keep)) {
    // One that is being restored goes the next time.
    if (row.action_id) continue;
    const id = ctx.id("act");
    await takeBackup(ctx, row, id, { status: "deleting" });
    await startAction(ctx, {
      id,
      workflow: deleteBackupWorkflow,
      tenant: tenantIdOf(row),
      subject: { type: "backup", id: row.id },
      input: { before: row.status },
    });
  }
}
