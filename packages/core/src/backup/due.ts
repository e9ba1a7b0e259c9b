import { z } from "zod";
import { whileTime } from "../kernel/deadline.ts";
import { type App, AppError, type Ctx, command, execute, idShape, system } from "../kernel/index.ts";
import { lockServer, refuseUnless, type ServerRow } from "../server/index.ts";
import { beginBackup } from "./begin.ts";
import { nextTime } from "./window.ts";

/** The schedule's own command: a server's backup is due. */
const runSchedule = command({
  name: "backup_schedule.run",
  permission: "backup:create",
  input: z.strictObject({ id: idShape("srv") }),
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    const schedule = await ctx.db
      .selectFrom("backup_schedules")
      .selectAll()
      .where("server_id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id } });
    if (!schedule || schedule.next_at > ctx.now) return { begun: false };
    const later = { next_at: nextTime(schedule, id, ctx.now) };
    // Nothing of it changes while it is held: the next time is soon enough.
    if (row.holds > 0 || row.status === "failed" || row.status === "deleting") {
      await ctx.db.updateTable("backup_schedules").set(later).where("server_id", "=", id).execute();
      return { begun: false };
    }
    refuseUnless("backup", row);
    await takeNode(ctx, row);
    const { backup, action } = await beginBackup(ctx, row, { kind: "scheduled", label: "" });
    await ctx.db
      .updateTable("backup_schedules")
      .set({ ...later, last_at: ctx.now })
      .where("server_id", "=", id)
      .execute();
    ctx.audit({ changes: { backup: backup.id, action: action.id } });
    return { begun: true };
  },
});

/** One backup at a time on a node: the next one waits for the next round. @throws AppError `locked` */
async function takeNode(ctx: Ctx, { node_id }: ServerRow): Promise<void> {
  if (node_id === null) return;
  await ctx.db.selectFrom("nodes").select("id").where("id", "=", node_id).forUpdate().execute();
  const busy = await ctx.db
    .selectFrom("backups")
    .innerJoin("servers", "servers.id", "backups.server_id")
    .select("backups.id")
    .where("backups.status", "=", "creating")
    .where("servers.node_id", "=", node_id)
    .limit(1)
    .executeTakeFirst();
  if (busy) throw new AppError("locked", "another backup is being made on this server's node");
}

/**
 * Schedule: begins the backups that are due, one for each node. What cannot begin now, or could not while we were away,
 * stays due and is made up in a later round, once.
 */
export async function runDueBackups(app: App, limit = 200): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("backup_schedules")
    .innerJoin("servers", "servers.id", "backup_schedules.server_id")
    .select(["backup_schedules.server_id as id", "servers.node_id"])
    .where("backup_schedules.next_at", "<=", app.clock.now())
    .where("servers.action_id", "is", null)
    .where("servers.deleted_at", "is", null)
    .orderBy("backup_schedules.next_at")
    .limit(limit)
    .execute();
  const call = { app, actor: system("schedule backups"), requestId: "schedule" };
  const taken = new Set<string>();
  let begun = 0;
  for (const { id, node_id } of whileTime(app, due)) {
    if (node_id !== null && taken.has(node_id)) continue;
    try {
      if (!(await execute(call, runSchedule, { id })).begun) continue;
      begun += 1;
      if (node_id !== null) taken.add(node_id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === "locked" && node_id !== null) taken.add(node_id);
      app.log.info("due backup waits", { server: id, code: error.code });
    }
  }
  return begun;
}
