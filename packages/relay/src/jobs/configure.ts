import { z } from "zod";
import { JobFailure } from "../errors.ts";
import { bootDisk, drives, isCloudInit, type Slot, sizeOf } from "../vm/disk.ts";
import { keepSafe } from "../vm/firewall.ts";
import { findOurs } from "../vm/look.ts";
import type { Vm } from "../vm/power.ts";
import { type Configure, changes } from "../vm/settings.ts";
import type { JobContext } from "./context.ts";

/**
 * Gives the VM everything but power: size, limits, network and its safety, cloud-init. The network is safe before the VM
 * can start, and only what differs is changed.
 */
export async function configure(ctx: JobContext, job: Configure): Promise<{ node: string }> {
  const { node } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  const password = await passwordOf(ctx, job);

  await keepSafe(ctx, vm, { ...job, mac: job.nic.mac });
  await grow(ctx, vm, job);
  await settle(ctx, vm, job, password);
  return { node };
}

const sealedPassword = z.object({ password: z.string().min(1) });

async function passwordOf(ctx: JobContext, job: Configure): Promise<string | null> {
  if (job.sealed_password === null) return null;
  const opened = sealedPassword.safeParse(await ctx.open(job.sealed_password).catch(() => undefined));
  if (!opened.success) throw new JobFailure("sealed_value_unreadable");
  return opened.data.password;
}

async function grow(ctx: JobContext, vm: Vm, job: Configure): Promise<void> {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  const size = disk && sizeOf(disk);
  if (!disk || size === undefined) throw new JobFailure("image_unusable", "no boot disk with a size");
  if (size > job.disk.gb)
    throw new JobFailure("disk_smaller_than_image", `the image has ${size} GiB, the plan ${job.disk.gb}`);
  if (size === job.disk.gb) return;
  await growTo(ctx, vm, disk.slot, job.disk.gb);
}

/** A disk smaller than that; a larger one would make the task fail. */
export async function growTo(ctx: JobContext, vm: Vm, disk: Slot, gb: number): Promise<void> {
  ctx.report({ message: "Growing the disk" });
  await ctx.task(await ctx.write("PUT /nodes/{node}/qemu/{vmid}/resize", { ...vm, disk, size: `${gb}G` }));
}

async function settle(ctx: JobContext, vm: Vm, job: Configure, password: string | null): Promise<void> {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  if (!disk || !drives(config).some(isCloudInit)) throw new JobFailure("image_unusable", "no cloud-init drive");
  const change = changes(config, disk, job, password);
  if (Object.keys(change.set).length + change.delete.length > 0) {
    ctx.report({ message: "Setting up the machine" });
    await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
      ...vm,
      ...change.set,
      ...(change.delete.length > 0 ? { delete: change.delete.join(",") } : {}),
      digest: config.digest,
    });
  }
  if (change.cloudInit) await ctx.write("PUT /nodes/{node}/qemu/{vmid}/cloudinit", vm);
}
