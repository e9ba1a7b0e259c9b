/** Snapshots slow the disk they are on: they are for an hour's work, not for keeping. */
export const SNAPSHOT_LIMIT = 5;
/** Manual backups of a server, and protected ones. */
export const BACKUP_LIMIT = 10;
/** How long the backups of a deleted server are kept (docs/decisions/0013). */
export const KEPT_AFTER_DELETION_DAYS = 7;
