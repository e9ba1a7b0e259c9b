import { z } from "zod";
import { configureJob, holdJob, powerState } from "../server/jobs.ts";

/** Which VM, and whose it must be, as in every job about a server. */
const vm = holdJob.shape;

/** Proxmox's own name for a snapshot of ours; display names are the records' alone. */
export const snapshotNameOf = (snapshot: string): string => `hw${snapshot.slice(snapshot.indexOf("_") + 1)}`;

/** The notes of an archive, by which it is known as that backup of that server: never by the VM id alone. */
export const noteOf = (server: string, backup: string): string => `hostwright:${server}:${backup}`;

/** Takes a snapshot of the disks, without memory. Finding it there is success. */
export const snapshotJob = z.object({ ...vm, snapshot: z.string() });

/** Removes a snapshot. Finding none is success; one that is just being taken is waited for. */
export const deleteSnapshotJob = z.object({ ...vm, snapshot: z.string() });

/** Puts the content of a snapshot back. The VM is stopped; its own settings go back too (see `settleJob`). */
export const rollbackJob = z.object({ ...vm, snapshot: z.string() });

/**
 * Our records, put over what a rollback or a restore brought back, before the VM may start: size, limits, network card and
 * its safety, the hold's record, starting with the node. Users, keys and passwords belong to the disk that came back and
 * stay as they came, since changing them would make it boot for the first time again.
 */
export const settleJob = configureJob.extend({
  /** What the server was doing before it was held; null: it is not held. */
  held: powerState.nullable(),
});

/** Copies the VM's disks to a backup storage, running or not. Finding the archive is success. */
export const backupJob = z.object({
  ...vm,
  storage: z.string(),
  note: z.string(),
  /** One backup at a time for each of these: Proxmox itself makes others wait, with a task each. */
  turn: z.string(),
});

/** Removes the archive with that note. Finding none is success. */
export const deleteBackupJob = z.object({
  endpoint: z.string(),
  /** The VM that was backed up: where to look, and what to abort. */
  vmid: z.number().int(),
  storage: z.string(),
  note: z.string(),
  /** Aborts our backup of that VM where it is still being made. */
  abort: z.boolean(),
});

/** Makes the VM anew from an archive, under an id that nothing has had. Done when its lock is gone and it carries our mark. */
export const restoreJob = z.object({
  ...vm,
  node: z.string(),
  /** Where its disks go. */
  storage: z.string(),
  archive: z.object({ storage: z.string(), volid: z.string(), vmid: z.number().int(), note: z.string() }),
});

export const backupJobs = {
  "backup.snapshot": snapshotJob,
  "backup.delete_snapshot": deleteSnapshotJob,
  "backup.rollback": rollbackJob,
  "backup.settle": settleJob,
  "backup.create": backupJob,
  "backup.delete": deleteBackupJob,
  "backup.restore": restoreJob,
} as const;

/** What the relay answers. */
export const backupResults = {
  "backup.snapshot": z.object({ node: z.string() }),
  "backup.delete_snapshot": z.object({ existed: z.boolean() }),
  "backup.rollback": z.object({ node: z.string() }),
  /** The disk as it is now: what came back may be larger than the plan's, and is not cut. */
  "backup.settle": z.object({ node: z.string(), disk_gb: z.number() }),
  "backup.create": z.object({ node: z.string(), volid: z.string(), size_bytes: z.number().int() }),
  "backup.delete": z.object({ existed: z.boolean() }),
  "backup.restore": z.object({ node: z.string() }),
} as const;
