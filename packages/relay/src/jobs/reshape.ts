import type { reshapeJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { bootDisk, sizeOf } from "../vm/disk.ts";
import { findOurs } from "../vm/look.ts";
import { powerOf, type Vm } from "../vm/power.ts";
import { machineChanges } from "../vm/settings.ts";
import { growTo } from "./configure.ts";
import type { JobContext } from "./context.ts";

type Reshape = z.output<typeof reshapeJob>;

/**
 * Gives a VM that has booted before its size, limits and network card, and leaves alone what first boot depends on.
 * @returns the size its disk has then: larger than asked for where it had grown before, since no disk shrinks.
 */
export async function reshape(ctx: JobContext, job: Reshape): Promise<{ node: string; disk_gb: number }> {
  const { node } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  // What is changed while it runs would be plugged in under way, or wait for its next start.
  if ((await powerOf(ctx, vm)) !== "stopped") throw new JobFailure("vm_not_stopped");
  await settle(ctx, vm, job);
  if (job.grow && (await diskOf(ctx, job)).gb < job.disk.gb)
    await growTo(ctx, vm, (await diskOf(ctx, job)).slot, job.disk.gb);
  return { node, disk_gb: Math.ceil((await diskOf(ctx, job)).gb) };
}

async function diskOf(ctx: JobContext, job: Reshape) {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  const gb = disk && sizeOf(disk);
  if (!disk || gb === undefined) throw new JobFailure("image_unusable", "no boot disk with a size");
  return { slot: disk.slot, gb };
}

async function settle(ctx: JobContext, vm: Vm, job: Reshape): Promise<void> {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  if (!disk) throw new JobFailure("image_unusable", "no boot disk");
  const change = machineChanges(config, disk, job);
  if (Object.keys(change.set).length + change.delete.length === 0) return;
  ctx.report({ message: "Setting processor, memory and limits" });
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    ...change.set,
    ...(change.delete.length > 0 ? { delete: change.delete.join(",") } : {}),
    digest: config.digest,
  });
}
