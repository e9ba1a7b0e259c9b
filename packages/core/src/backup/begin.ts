import type { Ctx } from "../kernel/index.ts";
import { beginAction, type ServerRow } from "../server/index.ts";
import { backupWorkflow } from "./backup.workflow.ts";
import type { BackupRow } from "./repository.ts";
import type { BackupKind } from "./schema.ts";
import { backupStorage } from "./storage.ts";

/** Records a backup of a server and starts making it; the server stays as it is, and locked. */
export async function beginBackup(ctx: Ctx, row: ServerRow, { kind, label }: { kind: BackupKind; label: string }) {
  const storage = await backupStorage(ctx, row.id);
  const id = ctx.id("bkp");
  const action = await beginAction(ctx, row, backupWorkflow, {}, { backup: id, kind });
  const backup: BackupRow = {
    id,
    tenant_id: row.tenant_id,
    server_id: row.id,
    label,
    kind,
    status: "creating",
    protected: false,
    endpoint_id: row.endpoint_id,
    vmid: row.vmid,
    storage,
    node: null,
    volid: null,
    size_bytes: null,
    disk_gb: row.disk_gb,
    image_id: row.image_id,
    template_id: row.template_id,
    hostname: row.hostname,
    action_id: action.id,
    created_at: ctx.now,
    finished_at: null,
    expires_at: null,
  };
  await ctx.db.insertInto("backups").values(backup).execute();
  return { backup, action };
}
