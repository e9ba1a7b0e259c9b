import type { settleJob } from "@hostwright/core/backup/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { renderCloudInit } from "../vm/cloud-init.ts";
import { bootDisk, sizeOf } from "../vm/disk.ts";
import { keepSafe } from "../vm/firewall.ts";
import { findOurs } from "../vm/look.ts";
import { holdIn, withHold, withoutHold } from "../vm/mark.ts";
import type { Vm } from "../vm/power.ts";
import { sameProperties } from "../vm/property-string.ts";
import { machineChanges } from "../vm/settings.ts";
import { unlocked } from "../vm/unlocked.ts";
import type { JobContext } from "./context.ts";
import { rescue } from "./rescue.ts";

type Settle = z.output<typeof settleJob>;

/**
 * Puts our records over what a rollback or a restore brought back, before the VM may start: the hold's record first, then the
 * network's safety, size, limits, card and disk. Of what first boot depends on only the addresses are set, and only where
 * they are others than ours: users, keys and passwords are those of the disk that came back.
 */
export async function settleRestored(ctx: JobContext, job: Settle): Promise<{ node: string; disk_gb: number }> {
  const { node } = await unlocked(ctx, job);
  const vm = { node, vmid: job.vmid };
  await keepHold(ctx, vm, job);
  await keepSafe(ctx, vm, { ...job, mac: job.nic.mac });
  const disk_gb = await grow(ctx, vm, job);
  await settle(ctx, vm, job);
  // What was kept while the rescue system ran would boot it again.
  await rescue(ctx, { ...job, iso: null });
  return { node, disk_gb };
}

async function keepHold(ctx: JobContext, vm: Vm, job: Settle): Promise<void> {
  const { config } = await findOurs(ctx, job);
  const present = holdIn(config.description);
  const onboot = job.held === null;
  if ((present !== undefined) === (job.held !== null) && (config.onboot ?? false) === onboot) return;
  const bare = withoutHold(config.description ?? job.mark);
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    onboot,
    description: job.held === null ? bare : withHold(bare, present ?? job.held),
    digest: config.digest,
  });
}

/** What came back may be smaller than the plan's disk, or larger, and then is left: disks do not shrink. */
async function grow(ctx: JobContext, vm: Vm, job: Settle): Promise<number> {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  const size = disk && sizeOf(disk);
  if (!disk || size === undefined) throw new JobFailure("image_unusable", "no boot disk with a size");
  if (size >= job.disk.gb) return size;
  ctx.report({ message: "Growing the disk" });
  await ctx.task(
    await ctx.write("PUT /nodes/{node}/qemu/{vmid}/resize", { ...vm, disk: disk.slot, size: `${job.disk.gb}G` }),
  );
  return job.disk.gb;
}

async function settle(ctx: JobContext, vm: Vm, job: Settle): Promise<void> {
  const { config } = await findOurs(ctx, job);
  const disk = bootDisk(config);
  if (!disk) throw new JobFailure("image_unusable", "no boot disk");
  const change = machineChanges(config, disk, job);
  const { ipconfig0 } = renderCloudInit(job);
  const present = typeof config.ipconfig0 === "string" ? config.ipconfig0 : undefined;
  if (ipconfig0 !== undefined && !sameProperties(present, ipconfig0)) change.set.ipconfig0 = ipconfig0;
  if (Object.keys(change.set).length + change.delete.length === 0) return;
  ctx.report({ message: "Setting up the machine" });
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    ...change.set,
    ...(change.delete.length > 0 ? { delete: change.delete.join(",") } : {}),
    digest: config.digest,
  });
}
