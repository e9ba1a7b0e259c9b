import type { rescueJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { bootDisk, drives } from "../vm/disk.ts";
import { findOurs } from "../vm/look.ts";
import { powerOf } from "../vm/power.ts";
import { parseProperties } from "../vm/property-string.ts";
import type { JobContext } from "./context.ts";

/** Where the rescue system's CD goes: a slot that cloud images leave free, on any machine type. */
const SLOT = "sata5";

/**
 * Puts the rescue system's CD into the VM and first in its boot order; without one, takes ours out again. The order of the
 * rest is kept, so that taking it out restores what was, whoever put it in.
 */
export async function rescue(ctx: JobContext, job: z.output<typeof rescueJob>): Promise<{ node: string }> {
  const { node, config } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  const there = drives(config).find((drive) => drive.slot === SLOT);
  if (there && there.properties.get("media") !== "cdrom") throw new JobFailure("image_unusable", `${SLOT} is in use`);
  const disk = bootDisk(config);
  if (!disk) throw new JobFailure("image_unusable", "no boot disk");

  const order = parseProperties(config.boot ?? "").get("order");
  const others = (order?.split(";") ?? []).filter((slot) => slot !== "" && slot !== SLOT);
  const rest = others.length > 0 ? others : [disk.slot];
  const boot = `order=${[...(job.iso ? [SLOT] : []), ...rest].join(";")}`;
  const volume = there?.properties.get("") ?? there?.properties.get("file");
  const inPlace = job.iso ? volume === job.iso : !there;
  if (inPlace && (order === undefined ? !job.iso : `order=${order}` === boot)) return { node };

  // A CD cannot be plugged into a running VM: the change would wait for its next start.
  if ((await powerOf(ctx, vm)) !== "stopped") throw new JobFailure("vm_not_stopped");
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    ...vm,
    boot,
    ...(job.iso ? { [SLOT]: `${job.iso},media=cdrom` } : there ? { delete: SLOT } : {}),
    digest: config.digest,
  });
  return { node };
}
