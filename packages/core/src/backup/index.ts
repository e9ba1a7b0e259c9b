export { createBackup, deleteBackup, deleteBackupAsOperator, updateBackup } from "./backups.ts";
export { runDueBackups } from "./due.ts";
export { expireBackups } from "./expire.ts";
export { listBackups, listSnapshots } from "./list.ts";
export { listBackupsAsOperator } from "./operator.ts";
export { deleteSchedule, getSchedule, putSchedule } from "./schedule.ts";
export * from "./schema.ts";
export { createSnapshot, deleteSnapshot, rollbackSnapshot } from "./snapshots.ts";
export type {} from "./tables.ts";
