import type { Selectable } from "kysely";
import type { z } from "zod";
import { inScope } from "../access/index.ts";
import { affected } from "../kernel/database/index.ts";
import { AppError, type Ctx, notFound, tenantScope } from "../kernel/index.ts";
import type { backupShape, snapshotShape } from "./schema.ts";
import type { BackupTable, SnapshotTable } from "./tables.ts";

export type SnapshotRow = Selectable<SnapshotTable>;
export type BackupRow = Selectable<BackupTable>;

export const snapshotView = (row: SnapshotRow): z.input<typeof snapshotShape> => ({
  id: row.id,
  server: row.server_id,
  name: row.name,
  status: row.status,
  disk_gb: row.disk_gb,
  created: row.created_at.toISOString(),
});

export const backupView = (row: BackupRow): z.input<typeof backupShape> => ({
  id: row.id,
  server: row.server_id,
  label: row.label,
  kind: row.kind,
  status: row.status,
  protected: row.protected,
  size_bytes: row.size_bytes,
  disk_gb: row.disk_gb,
  created: row.created_at.toISOString(),
  finished: row.finished_at?.toISOString() ?? null,
  expires: row.expires_at?.toISOString() ?? null,
  action: row.action_id,
});

/** Those of the VM that the server has now: with another one they are gone (a rebuild, a restore). */
export const presentSnapshots = (ctx: Ctx, server: string) =>
  ctx.db
    .selectFrom("snapshots")
    .innerJoin("servers", (join) =>
      join
        .onRef("servers.id", "=", "snapshots.server_id")
        .onRef("servers.vmid", "=", "snapshots.vmid")
        .onRef("servers.endpoint_id", "=", "snapshots.endpoint_id"),
    )
    .where("snapshots.server_id", "=", server);

/** A snapshot for the rest of the transaction. Lock its server first. @throws AppError `not_found` */
export async function lockSnapshot(ctx: Ctx, server: { id: string; vmid: number }, id: string): Promise<SnapshotRow> {
  const row = await ctx.db
    .selectFrom("snapshots")
    .selectAll()
    .where("id", "=", id)
    .where("server_id", "=", server.id)
    .where("vmid", "=", server.vmid)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound("snapshot");
  return row;
}

/** A backup of that server for the rest of the transaction. @throws AppError `not_found`, also for another tenant's */
export async function lockBackup(ctx: Ctx, server: string, id: string): Promise<BackupRow> {
  const tenant = tenantScope(ctx);
  let rows = ctx.db.selectFrom("backups").selectAll().where("id", "=", id).where("server_id", "=", server).forUpdate();
  if (tenant) rows = rows.where("tenant_id", "=", tenant);
  for (const condition of inScope(ctx, "backups.server_id")) rows = rows.where(condition);
  const row = await rows.executeTakeFirst();
  if (!row) throw notFound("backup");
  return row;
}

/** Whoever's. */
export async function anyBackup(ctx: Ctx, id: string): Promise<BackupRow> {
  const row = await ctx.db.selectFrom("backups").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw notFound("backup");
  return row;
}

/** The backup a workflow works with. */
export async function subjectBackup(ctx: Ctx, id: unknown): Promise<BackupRow> {
  const row = await ctx.db.selectFrom("backups").selectAll().where("id", "=", String(id)).executeTakeFirst();
  if (!row) throw notFound("backup");
  return row;
}

/** Takes a backup that nothing works on, for an action. @throws AppError `locked` */
export async function takeBackup(
  ctx: Ctx,
  row: BackupRow,
  action: string,
  change: { status?: BackupRow["status"] } = {},
): Promise<void> {
  const result = await ctx.db
    .updateTable("backups")
    .set({ action_id: action, ...change })
    .where("id", "=", row.id)
    .where("action_id", "is", null)
    .executeTakeFirst();
  if (affected(result) > 0) return;
  const details = row.action_id ? { action: row.action_id } : undefined;
  throw new AppError("locked", "Another action is working on this backup. Wait until it has ended.", details);
}

/** Lets go of a backup, with what has become of it. */
export async function giveBackupBack(
  ctx: Ctx,
  id: unknown,
  action: string,
  change: Partial<Pick<BackupRow, "status" | "finished_at">> = {},
): Promise<void> {
  await ctx.db
    .updateTable("backups")
    .set({ action_id: null, ...change })
    .where("id", "=", String(id))
    .where("action_id", "=", action)
    .execute();
}
