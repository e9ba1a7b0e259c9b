import type { restoreJob } from "@hostwright/core/backup/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { TaskFailure } from "../proxmox/error.ts";
import { archives } from "../vm/archives.ts";
import { leftovers } from "../vm/leftovers.ts";
import { find, findSettled, lookUntil } from "../vm/look.ts";
import { markIn } from "../vm/mark.ts";
import { ourTasks } from "../vm/our-tasks.ts";
import type { JobContext } from "./context.ts";
import { destroy } from "./destroy.ts";

type Restore = z.output<typeof restoreJob>;

/** Below the mark of a VM that a failed restore of ours has left: Proxmox does not clean up after those. */
const HALF = "hostwright-half-restored";

/**
 * Makes the VM anew from an archive, with its mark in the very request. What an earlier try of ours left half-made at this id
 * is removed first.
 */
export async function restore(ctx: JobContext, job: Restore): Promise<{ node: string }> {
  await adoptHalf(ctx, job);
  const found = await findSettled(ctx, job);
  if (found.kind === "foreign")
    throw new JobFailure("vmid_taken", `VM ${job.vmid} on ${found.node} does not carry ${job.mark}`);
  if (found.kind === "ours") {
    if (!found.config.description?.includes(HALF)) return { node: found.node };
    await destroy(ctx, job);
  }
  const vm = { node: job.node, vmid: job.vmid };
  const [running] = await ourTasks(ctx, vm, "qmrestore", { source: "active" });
  if (running) {
    await ctx.task(running.upid);
    return restore(ctx, job);
  }
  const left = await leftovers(ctx, job.vmid);
  if (left.length > 0) throw new JobFailure("vmid_has_leftovers", left.slice(0, 10).join(", "));
  await begin(ctx, job);
  const made = await findSettled(ctx, job);
  if (made.kind === "ours") return { node: made.node };
  throw new JobFailure("task_failed", `the restore ended well, but VM ${job.vmid} is ${made.kind}`);
}

async function begin(ctx: JobContext, job: Restore): Promise<void> {
  const { volid } = job.archive;
  const there = await archives(ctx, job.archive, job.node);
  if (!there.some((archive) => archive.volid === volid)) throw new JobFailure("backup_missing", volid);
  ctx.report({ message: "Bringing the backup back" });
  try {
    await ctx.task(
      await ctx.write("POST /nodes/{node}/qemu", {
        node: job.node,
        vmid: job.vmid,
        archive: volid,
        storage: job.storage,
        description: job.mark,
        unique: false,
        start: false,
      }),
    );
  } catch (error) {
    if (error instanceof TaskFailure) await adoptHalf(ctx, job);
    throw error;
  }
}

/** A failed restore leaves a VM without any mark. It is ours where a restore of ours to this very id has failed, and only then. */
async function adoptHalf(ctx: JobContext, job: Restore): Promise<void> {
  const found = await lookUntil(
    ctx,
    () => find(ctx, job),
    ({ kind }) => kind !== "undecided",
  );
  if (found.kind !== "foreign") return;
  const vm = { node: found.node, vmid: job.vmid };
  const config = await ctx.read("GET /nodes/{node}/qemu/{vmid}/config", vm).catch(() => undefined);
  if (!config || markIn(config.description) !== undefined) return;
  const tasks = await ourTasks(ctx, vm, "qmrestore", { source: "all", since: ctx.issuedAt });
  if (!tasks.some(({ status }) => status !== undefined && status !== "OK" && status !== "RUNNING")) return;
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    description: `${job.mark}\n${HALF}`,
    digest: config.digest,
  });
}
