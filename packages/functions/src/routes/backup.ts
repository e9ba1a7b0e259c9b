import * as Backup from "@hostwright/core/backup";
import { route } from "../route.ts";

const tag = "Backups";

export const backupRoutes = [
  route("GET /v1/servers/{id}/snapshots", Backup.listSnapshots, {
    answer: Backup.snapshotList,
    tag,
    summary: "List a server's snapshots",
  }),
  route("POST /v1/servers/{id}/snapshots", Backup.createSnapshot, {
    status: 202,
    answer: Backup.snapshotActionAnswer,
    tag,
    summary: "Take a snapshot",
    description:
      "Keeps the disk as it is now, running or not, without what is in memory. It lies on the server's own disk: it goes with the server, and is no backup.",
  }),
  route("DELETE /v1/servers/{id}/snapshots/{snapshot}", Backup.deleteSnapshot, {
    status: 202,
    answer: Backup.snapshotActionAnswer,
    tag,
    summary: "Delete a snapshot",
    description: "The server keeps running, with the disk it has.",
  }),
  route("POST /v1/servers/{id}/snapshots/{snapshot}/actions/rollback", Backup.rollbackSnapshot, {
    status: 202,
    answer: Backup.restoreAnswer,
    tag,
    summary: "Go back to a snapshot",
    description:
      "Turns the server off, puts its disk back, and turns it on again if it was on. What was written since is lost; plan, addresses and firewall stay as they are now.",
  }),
  route("GET /v1/servers/{id}/backups", Backup.listBackups, {
    answer: Backup.backupList,
    tag,
    summary: "List a server's backups",
  }),
  route("POST /v1/servers/{id}/backups", Backup.createBackup, {
    status: 202,
    answer: Backup.backupActionAnswer,
    tag,
    summary: "Make a backup",
    description:
      "Copies the disk to the location's backup storage, running or not. May take hours; the server takes no other action meanwhile.",
  }),
  route("PATCH /v1/servers/{id}/backups/{backup}", Backup.updateBackup, {
    answer: Backup.backupAnswer,
    tag,
    summary: "Label or protect a backup",
    description: "A protected backup is kept whatever the schedule says, and cannot be deleted.",
  }),
  route("DELETE /v1/servers/{id}/backups/{backup}", Backup.deleteBackup, {
    status: 202,
    answer: Backup.backupActionAnswer,
    tag,
    summary: "Delete a backup",
  }),
  route("POST /v1/servers/{id}/backups/{backup}/actions/restore", Backup.restoreBackup, {
    status: 202,
    answer: Backup.restoreAnswer,
    tag,
    summary: "Restore a backup",
    description:
      "Brings the backup back on a new disk, and puts it in place of the present one once it is whole; until then nothing is lost. What was written since the backup is, and the snapshots are. Plan, addresses and firewall stay as they are now.",
  }),
  route("GET /v1/servers/{id}/backup-schedule", Backup.getSchedule, {
    answer: Backup.scheduleAnswer,
    tag,
    summary: "Get a server's backup schedule",
  }),
  route("PUT /v1/servers/{id}/backup-schedule", Backup.putSchedule, {
    answer: Backup.scheduleAnswer,
    tag,
    summary: "Set a server's backup schedule",
    description: "A backup a day or a week, of which the newest are kept. One that could not be made is made up once.",
  }),
  route("DELETE /v1/servers/{id}/backup-schedule", Backup.deleteSchedule, {
    answer: Backup.scheduleAnswer,
    tag,
    summary: "End a server's backup schedule",
    description: "The backups there are stay until they are deleted.",
  }),
  route("GET /v1/operator/backups", Backup.listBackupsAsOperator, {
    answer: Backup.operatorBackupList,
    tag: "Operators",
    summary: "List all tenants' backups, those of deleted servers too",
  }),
  route("DELETE /v1/operator/backups/{id}", Backup.deleteBackupAsOperator, {
    status: 202,
    answer: Backup.operatorBackupActionAnswer,
    tag: "Operators",
    summary: "Delete any backup",
    description: "Protected or not, of a deleted server too.",
  }),
];
