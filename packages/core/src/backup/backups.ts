import { z } from "zod";
import { startAction } from "../action/index.ts";
import { AppError, type Ctx, changed, command, idShape } from "../kernel/index.ts";
import { lockServer, refuseUnless, tenantIdOf } from "../server/index.ts";
import { beginBackup } from "./begin.ts";
import { deleteBackupWorkflow } from "./delete.workflow.ts";
import { BACKUP_LIMIT } from "./limits.ts";
import { anyBackup, type BackupRow, backupView, lockBackup, takeBackup } from "./repository.ts";
import { backupRef, label } from "./schema.ts";

export const createBackup = command({
  name: "backup.create",
  permission: "backup:create",
  input: z.strictObject({ id: idShape("srv"), label: label.default("") }),
  async run(ctx, { id, label }) {
    const row = await lockServer(ctx, id);
    refuseUnless("backup", row);
    await refuseMoreThan(ctx, id, "manual");
    const { backup, action } = await beginBackup(ctx, row, { kind: "manual", label });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { backup: backup.id, label, action: action.id },
    });
    return { backup: backupView(backup), action };
  },
});

async function refuseMoreThan(ctx: Ctx, server: string, what: "manual" | "protected"): Promise<void> {
  let rows = ctx.db
    .selectFrom("backups")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("server_id", "=", server);
  rows = what === "manual" ? rows.where("kind", "=", "manual") : rows.where("protected", "=", true);
  const { count } = await rows.executeTakeFirstOrThrow();
  if (Number(count) >= BACKUP_LIMIT)
    throw new AppError(
      "resource_limit_exceeded",
      `A server may have ${BACKUP_LIMIT} ${what} backups. ${what === "manual" ? "Delete one first." : "Release one first."}`,
    );
}

/** Changes what our records say of it: its label, and whether it is kept whatever the schedule says. */
export const updateBackup = command({
  name: "backup.update",
  permission: "backup:create",
  input: backupRef.extend({
    label: label.optional(),
    protected: z.boolean().optional().describe("Kept whatever the schedule says."),
  }),
  async run(ctx, input) {
    const row = await lockBackup(ctx, input.id, input.backup);
    const change = { label: input.label ?? row.label, protected: input.protected ?? row.protected };
    if (change.protected && !row.protected) await refuseMoreThan(ctx, row.server_id, "protected");
    await ctx.db.updateTable("backups").set(change).where("id", "=", row.id).execute();
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id: row.server_id },
      changes: { backup: row.id, ...changed({ label: row.label, protected: row.protected }, change) },
    });
    return { backup: backupView({ ...row, ...change }) };
  },
});

export const deleteBackup = command({
  name: "backup.delete",
  permission: "backup:delete",
  input: backupRef,
  async run(ctx, { id, backup }) {
    const row = await lockBackup(ctx, id, backup);
    if (row.protected) throw new AppError("conflict", "This backup is protected. Release it first.");
    return removeBackup(ctx, row);
  },
});

/** Of whichever tenant, protected or not: of a deleted server, say. */
export const deleteBackupAsOperator = command({
  name: "operator.backup.delete",
  permission: "operator:backup",
  input: z.strictObject({ id: idShape("bkp") }),
  run: async (ctx, { id }) => removeBackup(ctx, await anyBackup(ctx, id)),
});

/** Takes the backup and starts its removal. @throws AppError `locked` while another action works on it */
export async function removeBackup(ctx: Ctx, row: BackupRow) {
  const id = ctx.id("act");
  await takeBackup(ctx, row, id, { status: "deleting" });
  const action = await startAction(ctx, {
    id,
    workflow: deleteBackupWorkflow,
    tenant: tenantIdOf(row),
    subject: { type: "backup", id: row.id },
    input: { before: row.status },
  });
  ctx.audit({
    tenant: row.tenant_id,
    resource: { type: "server", id: row.server_id },
    changes: { backup: row.id, label: row.label, action: id },
  });
  return { backup: backupView({ ...row, status: "deleting", action_id: id }), action };
}
