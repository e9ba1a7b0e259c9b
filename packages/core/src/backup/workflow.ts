import type { Workflow } from "../kernel/index.ts";
import { backupWorkflow } from "./backup.workflow.ts";
import { deleteBackupWorkflow } from "./delete.workflow.ts";
import { restoreWorkflow } from "./restore.workflow.ts";
import { rollbackWorkflow } from "./rollback.workflow.ts";
import { deleteSnapshotWorkflow, snapshotWorkflow } from "./snapshot.workflow.ts";

/** The workflows of snapshots and backups. */
export const backupWorkflows: Workflow[] = [
  snapshotWorkflow,
  deleteSnapshotWorkflow,
  rollbackWorkflow,
  backupWorkflow,
  deleteBackupWorkflow,
  restoreWorkflow,
];
