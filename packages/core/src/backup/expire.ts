import { whileTime } from "../kernel/deadline.ts";
import { type App, AppError, execute, system } from "../kernel/index.ts";
import { deleteBackupAsOperator } from "./backups.ts";
import { KEPT_AFTER_DELETION_DAYS } from "./limits.ts";

const DAY = 24 * 3600 * 1000;

/**
 * Schedule: what is left of deleted servers. Their snapshots went with the VM, their schedules end, and their backups get
 * the day on which they go; those whose day has come are removed. Answers how many removals it began.
 */
export async function expireBackups(app: App, limit = 100): Promise<number> {
  const db = app.db.kysely;
  const now = app.clock.now();
  await forgetOrphans(app, limit);
  const orphaned = await db
    .selectFrom("backups")
    .innerJoin("servers", "servers.id", "backups.server_id")
    .select(["backups.id", "servers.deleted_at"])
    .where("backups.expires_at", "is", null)
    .where("servers.deleted_at", "is not", null)
    .limit(limit)
    .execute();
  for (const { id, deleted_at } of whileTime(app, orphaned))
    await db
      .updateTable("backups")
      .set({ expires_at: new Date((deleted_at ?? now).getTime() + KEPT_AFTER_DELETION_DAYS * DAY) })
      .where("id", "=", id)
      .execute();
  return removeDue(app, limit);
}

/** Snapshots went with the VM, and there is nothing left to back up. */
async function forgetOrphans(app: App, limit: number): Promise<void> {
  const db = app.db.kysely;
  const snapshots = await db
    .selectFrom("snapshots")
    .innerJoin("servers", "servers.id", "snapshots.server_id")
    .select("snapshots.id")
    .where((eb) =>
      eb.or([
        eb("servers.deleted_at", "is not", null),
        // With another VM in its place; not while that is being put there, and may be taken back.
        eb.and([eb("servers.vmid", "!=", eb.ref("snapshots.vmid")), eb("servers.action_id", "is", null)]),
      ]),
    )
    .limit(limit)
    .execute();
  for (const { id } of whileTime(app, snapshots)) await db.deleteFrom("snapshots").where("id", "=", id).execute();
  const schedules = await db
    .selectFrom("backup_schedules")
    .innerJoin("servers", "servers.id", "backup_schedules.server_id")
    .select("servers.id")
    .where("servers.deleted_at", "is not", null)
    .limit(limit)
    .execute();
  for (const { id } of whileTime(app, schedules))
    await db.deleteFrom("backup_schedules").where("server_id", "=", id).execute();
}

async function removeDue(app: App, limit: number): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("backups")
    .select("id")
    .where("expires_at", "<=", app.clock.now())
    .where("action_id", "is", null)
    .orderBy("expires_at")
    .limit(limit)
    .execute();
  const call = { app, actor: system("schedule backups"), requestId: "schedule" };
  for (const { id } of whileTime(app, due)) {
    try {
      await execute(call, deleteBackupAsOperator, { id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      app.log.warn("an expired backup stays", { backup: id, code: error.code });
    }
  }
  return due.length;
}
