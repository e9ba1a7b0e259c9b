import { AppError, command } from "../kernel/index.ts";
import { beginAction, getServer, lockServer, refuseUnless, reserveReplacement } from "../server/index.ts";
import { lockBackup, takeBackup } from "./repository.ts";
import { restoreWorkflow } from "./restore.workflow.ts";
import { backupRef } from "./schema.ts";

/** Puts the disk back to what a backup has of it; what was written since is lost, and its snapshots are. */
export const restoreBackup = command({
  name: "backup.restore",
  permission: "backup:restore",
  input: backupRef,
  async run(ctx, { id, backup }) {
    const row = await lockServer(ctx, id);
    const found = await lockBackup(ctx, id, backup);
    refuseUnless("restore", row);
    if (found.status !== "available" || found.volid === null)
      throw new AppError("conflict", "This backup is not complete and cannot be restored.");
    if (found.endpoint_id !== row.endpoint_id)
      throw new AppError("conflict", "This backup was made where the server no longer is. Support can bring it over.");
    if (found.disk_gb > row.disk_gb)
      throw new AppError(
        "conflict",
        `The backup needs a disk of ${found.disk_gb} GB, and the server has ${row.disk_gb} GB. Choose a larger plan first.`,
      );
    const action = await beginAction(ctx, row, restoreWorkflow, { status: "restoring" }, { backup });
    await takeBackup(ctx, found, action.id);
    await reserveReplacement(ctx, row, action.id, {
      image_id: found.image_id,
      template_id: found.template_id,
      hostname: found.hostname,
    });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { backup, label: found.label, made: found.created_at.toISOString(), action: action.id },
    });
    return { server: await getServer(ctx, id), action };
  },
});
