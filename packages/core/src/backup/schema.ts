import { z } from "zod";
import { actionShape } from "../action/index.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";
import { serverDetailShape } from "../server/index.ts";

export const snapshotStatus = z.enum(["creating", "available", "deleting", "failed"]);
export type SnapshotStatus = z.output<typeof snapshotStatus>;
export const backupStatus = z.enum(["creating", "available", "deleting", "failed"]);
export type BackupStatus = z.output<typeof backupStatus>;
export const backupKind = z.enum(["manual", "scheduled"]);
export type BackupKind = z.output<typeof backupKind>;
export const frequency = z.enum(["daily", "weekly"]);
export type Frequency = z.output<typeof frequency>;
/** In the order of JavaScript's `getUTCDay`. */
export const WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export const weekday = z.enum(WEEKDAYS);
export type Weekday = z.output<typeof weekday>;

const printable = z
  .string()
  .trim()
  .refine((text) => !/\p{Cc}/u.test(text), "letters, digits and punctuation only");
export const snapshotName = printable.min(1).max(63).meta({ example: "before the upgrade" });
export const label = printable.max(100).meta({ example: "before the move" });

export const snapshotShape = z
  .object({
    id: idShape("snp"),
    server: idShape("srv"),
    name: z.string(),
    status: snapshotStatus,
    disk_gb: z.number().int().describe("Size of the disk it would bring back."),
    created: timestamp,
  })
  .meta({ id: "Snapshot" });

export const backupShape = z
  .object({
    id: idShape("bkp"),
    server: idShape("srv"),
    label: z.string(),
    kind: backupKind,
    status: backupStatus,
    protected: z.boolean().describe("Kept whatever the schedule says, until it is deleted by hand."),
    size_bytes: z.number().int().nullable().describe("What it takes on the backup storage; null until it is there."),
    disk_gb: z.number().int().describe("Size of the disk it would bring back."),
    created: timestamp,
    finished: timestamp.nullable(),
    expires: timestamp.nullable().describe("When it goes with its server, which is deleted."),
    action: z.string().nullable().describe("The action that works on it right now."),
  })
  .meta({ id: "Backup" });

export const scheduleShape = z
  .object({
    server: idShape("srv"),
    frequency,
    weekday: weekday.nullable().describe("Of a weekly one."),
    hour: z.number().int().min(0).max(23).describe("UTC. It begins within four hours from then."),
    keep: z.number().int().describe("So many scheduled backups are kept, the newest; protected ones do not count."),
    next: timestamp,
    last: timestamp.nullable().describe("When the latest one began."),
  })
  .meta({ id: "BackupSchedule" });

export const snapshotRef = z.strictObject({ id: idShape("srv"), snapshot: idShape("snp") });
export const backupRef = z.strictObject({ id: idShape("srv"), backup: idShape("bkp") });

export const scheduleInput = z
  .strictObject({
    id: idShape("srv"),
    frequency,
    weekday: weekday.optional().describe("Of a weekly one; sunday where it is left out."),
    hour: z.int().min(0).max(23).describe("UTC. It begins within four hours from then.").meta({ example: 2 }),
    keep: z.int().min(1).max(14).describe("So many are kept, the newest.").meta({ example: 7 }),
  })
  .refine((input) => input.frequency === "weekly" || input.weekday === undefined, {
    path: ["weekday"],
    message: "only of a weekly schedule",
  });

export const snapshotList = z.object({
  snapshots: z.array(snapshotShape),
  limit: z.number().int().describe("So many may a server have."),
  meta: pagination,
});
export const snapshotActionAnswer = z.object({ snapshot: snapshotShape, action: actionShape });
export const backupList = z.object({
  backups: z.array(backupShape),
  limit: z.number().int().describe("So many manual ones may a server have, and as many protected ones."),
  offered: z.boolean().describe("Whether the location has a storage for backups."),
  meta: pagination,
});
export const backupAnswer = z.object({ backup: backupShape });
export const backupActionAnswer = z.object({ backup: backupShape, action: actionShape });
/** Of what changes the server itself. */
export const restoreAnswer = z.object({ server: serverDetailShape, action: actionShape });
/** Not `nullable()`: zod-to-openapi describes that of a named shape as both at once, which nothing is. */
export const scheduleAnswer = z.object({ backup_schedule: z.union([scheduleShape, z.null()]) });

/** Operators see whose it is, where it lies, and those of deleted servers. */
export const operatorBackupShape = backupShape
  .extend({
    tenant: z.object({ id: z.string(), name: z.string() }),
    server_name: z.string(),
    server_deleted: z.boolean(),
    endpoint: z.string(),
    storage: z.string(),
    volid: z.string().nullable(),
  })
  .meta({ id: "OperatorBackup" });
export const operatorBackupList = z.object({ backups: z.array(operatorBackupShape), meta: pagination });
export const operatorBackupActionAnswer = z.object({ backup: backupShape, action: actionShape });
