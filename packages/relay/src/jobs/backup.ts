import type { backupJob, deleteBackupJob } from "@hostwright/core/backup/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { TaskFailure } from "../proxmox/error.ts";
import { type Archive, archives, removeArchive } from "../vm/archives.ts";
import { findOurs } from "../vm/look.ts";
import { holdIn } from "../vm/mark.ts";
import { abortBackup, ourTasks } from "../vm/our-tasks.ts";
import { unlocked } from "../vm/unlocked.ts";
import type { JobContext } from "./context.ts";

type Backup = z.output<typeof backupJob>;

/**
 * Copies the VM's disks to the backup storage with vzdump, running or not. An archive with our note is success; a backup
 * that is under way is waited for. A hold that came before it wins.
 */
export async function backup(ctx: JobContext, job: Backup): Promise<Archive> {
  const made = await madeAlready(ctx, job);
  if (made) return made;
  const { node, config } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  const [running] = await ourTasks(ctx, vm, "vzdump", { source: "active" });
  if (!running) {
    // It may have ended between those two looks: asked for again, there would be two archives.
    const ended = ctx.mayHaveActed ? await madeAlready(ctx, job) : undefined;
    if (ended) return ended;
    if (holdIn(config.description)) throw new JobFailure("preempted", "the VM is held");
    await unlocked(ctx, job);
  }
  ctx.report({ message: "Copying the disk" });
  const upid = running?.upid ?? (await begin(ctx, job, node));
  await ctx.task(upid).catch(async (error: unknown) => {
    throw error instanceof TaskFailure ? new TaskFailure(upid, await reasonOf(ctx, error, node)) : error;
  });
  const [archive] = await archives(ctx, job, node);
  if (!archive) throw new JobFailure("task_failed", `the task ended well, but no archive has the note ${job.note}`);
  return { ...archive, node };
}

async function madeAlready(ctx: JobContext, job: Backup): Promise<Archive | undefined> {
  const [made, ...surplus] = await archives(ctx, job);
  // The answer to a request was lost, and both of them were heard.
  for (const twin of surplus) await removeArchive(ctx, job.storage, twin);
  return made;
}

async function begin(ctx: JobContext, job: Backup, node: string): Promise<string> {
  const answer = await ctx.write("POST /nodes/{node}/vzdump", {
    node,
    vmid: String(job.vmid),
    storage: job.storage,
    mode: "snapshot",
    compress: "zstd",
    "notes-template": job.note,
    // What is kept is our records' to say, not the storage's own rules'.
    remove: false,
  });
  // Proxmox's way of saying that the VM is on another node by now.
  if (!answer.startsWith("UPID:")) throw new JobFailure("vm_missing", `vzdump on ${node} found nothing to do`);
  return answer;
}

/** A backup's task ends with `job errors`; its log says why. */
async function reasonOf(ctx: JobContext, failure: TaskFailure, node: string): Promise<string> {
  const log = await ctx
    .read("GET /nodes/{node}/tasks/{upid}/log", { node, upid: failure.upid, limit: 500 })
    .catch(() => []);
  const told = log.flatMap(({ t }) => /^ERROR: Backup of VM \d+ failed - (.+)$/.exec(t)?.[1] ?? []);
  return told.at(-1) ?? failure.words;
}

/** Removes the archive with that note, ending first what is still being written where the job says so. */
export async function deleteBackup(
  ctx: JobContext,
  job: z.output<typeof deleteBackupJob>,
): Promise<{ existed: boolean }> {
  if (job.abort) {
    const vm = (await ctx.resources("vm")).find((one) => one.vmid === job.vmid);
    if (vm?.node) await abortBackup(ctx, { node: vm.node, vmid: job.vmid });
  }
  const found = await archives(ctx, job);
  if (found.length > 0) ctx.report({ message: "Removing the backup" });
  for (const archive of found) await removeArchive(ctx, job.storage, archive);
  return { existed: found.length > 0 };
}
