import type { deleteSnapshotJob, rollbackJob, snapshotJob } from "@hostwright/core/backup/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { findOurs, findSettled, lookUntil } from "../vm/look.ts";
import { ourTasks } from "../vm/our-tasks.ts";
import type { Vm } from "../vm/power.ts";
import { unlocked } from "../vm/unlocked.ts";
import type { JobContext } from "./context.ts";

/** Takes a snapshot of the disks, without memory. One that is there is success; one that is being taken is waited for. */
export async function snapshot(ctx: JobContext, job: z.output<typeof snapshotJob>): Promise<{ node: string }> {
  const { node } = await unlocked(ctx, job);
  const vm = { node, vmid: job.vmid };
  const there = await snapshotOf(ctx, vm, job.snapshot);
  if (there && !there.snapstate) return { node };
  if (there)
    throw new JobFailure("task_failed", `snapshot ${job.snapshot} is '${there.snapstate}' and nothing works on it`);
  const [running] = await ourTasks(ctx, vm, "qmsnapshot", { source: "active" });
  ctx.report({ message: "Taking the snapshot" });
  await ctx.task(
    running?.upid ??
      (await ctx.write("POST /nodes/{node}/qemu/{vmid}/snapshot", { ...vm, snapname: job.snapshot, vmstate: false })),
  );
  const made = await snapshotOf(ctx, vm, job.snapshot);
  if (!made || made.snapstate)
    throw new JobFailure("task_failed", `the task ended well, but there is no ${job.snapshot}`);
  return { node };
}

/** Removes a snapshot; finding none, or no VM, is success. */
export async function deleteSnapshot(
  ctx: JobContext,
  job: z.output<typeof deleteSnapshotJob>,
): Promise<{ existed: boolean }> {
  const found = await findSettled(ctx, job);
  if (found.kind !== "ours") return { existed: false };
  const { node } = await unlocked(ctx, job);
  const vm = { node, vmid: job.vmid };
  // Its request may have been lost on the way, and still be about to begin.
  await lookUntil(
    ctx,
    () => ourTasks(ctx, vm, "qmsnapshot", { source: "active" }),
    (tasks) => tasks.length === 0,
  );
  if (!(await snapshotOf(ctx, vm, job.snapshot))) return { existed: false };
  const [running] = await ourTasks(ctx, vm, "qmdelsnapshot", { source: "active" });
  ctx.report({ message: "Removing the snapshot" });
  await ctx.task(
    running?.upid ??
      (await ctx.write("DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}", { ...vm, snapname: job.snapshot })),
  );
  return { existed: true };
}

/**
 * Puts a snapshot's content back. The VM stays off: it carries the snapshot's settings until ours are put over them. Where
 * an earlier delivery has done it already it is not done again.
 */
export async function rollback(ctx: JobContext, job: z.output<typeof rollbackJob>): Promise<{ node: string }> {
  const { node } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  const earlier = ctx.mayHaveActed ? await ourTasks(ctx, vm, "qmrollback", { source: "all", since: ctx.issuedAt }) : [];
  const running = earlier.find(({ status }) => status === undefined || status === "RUNNING");
  if (running) await ctx.task(running.upid);
  if (running || earlier.some(({ status }) => status === "OK")) return { node };

  await unlocked(ctx, job);
  const there = await snapshotOf(ctx, vm, job.snapshot);
  if (!there) throw new JobFailure("snapshot_missing", `no snapshot ${job.snapshot}`);
  ctx.report({ message: "Putting the disk back" });
  await ctx.task(
    await ctx.write("POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback", {
      ...vm,
      snapname: job.snapshot,
      start: false,
    }),
  );
  return { node };
}

async function snapshotOf(ctx: JobContext, vm: Vm, name: string) {
  const list = await ctx.read("GET /nodes/{node}/qemu/{vmid}/snapshot", vm);
  return list.find((one) => one.name === name);
}
