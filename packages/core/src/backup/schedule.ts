import type { Selectable } from "kysely";
import type { z } from "zod";
import { upsert } from "../kernel/database/index.ts";
import { AppError, command, query } from "../kernel/index.ts";
import { getServer, lockServer, serverRef } from "../server/index.ts";
import { scheduleInput, type scheduleShape } from "./schema.ts";
import { backupStorage } from "./storage.ts";
import type { BackupScheduleTable } from "./tables.ts";
import { nextTime } from "./window.ts";

type ScheduleRow = Selectable<BackupScheduleTable>;

const scheduleView = (row: ScheduleRow): z.input<typeof scheduleShape> => ({
  server: row.server_id,
  frequency: row.frequency,
  weekday: row.weekday,
  hour: row.hour,
  keep: row.keep,
  next: row.next_at.toISOString(),
  last: row.last_at?.toISOString() ?? null,
});

export const getSchedule = query({
  name: "backup_schedule.get",
  permission: "backup:read",
  input: serverRef,
  async run(ctx, { id }) {
    await getServer(ctx, id);
    const row = await ctx.db.selectFrom("backup_schedules").selectAll().where("server_id", "=", id).executeTakeFirst();
    return { backup_schedule: row ? scheduleView(row) : null };
  },
});

export const putSchedule = command({
  name: "backup_schedule.put",
  permission: "backup:schedule",
  input: scheduleInput,
  async run(ctx, { id, frequency, hour, keep, ...input }) {
    const server = await lockServer(ctx, id);
    if (server.status === "deleting" || server.status === "failed")
      throw new AppError("conflict", "Nothing of this server is there to back up.");
    await backupStorage(ctx, id);
    const weekday = frequency === "weekly" ? (input.weekday ?? "sunday") : null;
    const before = await ctx.db
      .selectFrom("backup_schedules")
      .select(["frequency", "weekday", "hour", "keep", "last_at"])
      .where("server_id", "=", id)
      .executeTakeFirst();
    const { last_at = null, ...was } = before ?? {};
    const row: ScheduleRow = {
      server_id: id,
      tenant_id: server.tenant_id,
      frequency,
      weekday,
      hour,
      keep,
      next_at: nextTime({ frequency, weekday, hour }, id, ctx.now),
      last_at,
      updated_at: ctx.now,
    };
    await upsert(ctx.db, "backup_schedules", row, {
      keys: ["server_id"],
      update: ["frequency", "weekday", "hour", "keep", "next_at", "updated_at"],
    });
    ctx.audit({
      tenant: server.tenant_id,
      resource: { type: "server", id },
      changes: { schedule: { before: before ? was : null, after: { frequency, weekday, hour, keep } } },
    });
    return { backup_schedule: scheduleView(row) };
  },
});

/** No more scheduled backups; those there are stay. */
export const deleteSchedule = command({
  name: "backup_schedule.delete",
  permission: "backup:schedule",
  input: serverRef,
  async run(ctx, { id }) {
    const server = await lockServer(ctx, id);
    await ctx.db.deleteFrom("backup_schedules").where("server_id", "=", id).execute();
    ctx.audit({ tenant: server.tenant_id, resource: { type: "server", id }, changes: { schedule: null } });
    return { backup_schedule: null };
  },
});
