import type { rescueJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import type { VmConfig } from "../proxmox/answers.ts";
import type { Params } from "../proxmox/contract.gen.ts";
import { bootDisk, drives } from "../vm/disk.ts";
import { findOurs } from "../vm/look.ts";
import { powerOf } from "../vm/power.ts";
import { parseProperties } from "../vm/property-string.ts";
import type { JobContext } from "./context.ts";

/** Where the rescue system's CD goes: a slot that cloud images leave free, on any machine type. */
const SLOT = "sata5";

type Put = Partial<Params["PUT /nodes/{node}/qemu/{vmid}/config"]>;

/**
 * Puts the rescue system's CD into the VM and first in its boot order; without one, takes ours out again. The order of the
 * rest is kept, so that taking it out restores what was, whoever put it in.
 */
export async function rescue(ctx: JobContext, job: z.output<typeof rescueJob>): Promise<{ node: string }> {
  for (;;) {
    const { node, config } = await findOurs(ctx, job);
    const vm = { node, vmid: job.vmid };
    const change = nextChange(config, job.iso);
    if (!change) return { node };
    // A CD cannot be plugged into a running VM: the change would wait for its next start.
    if ((await powerOf(ctx, vm)) !== "stopped") throw new JobFailure("vm_not_stopped");
    await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", { ...vm, ...change, digest: config.digest });
  }
}

/** One change after the other: only a device that is there may be in the boot order, and only one outside it may go. */
function nextChange(config: VmConfig, iso: string | null): Put | undefined {
  const there = drives(config).find((drive) => drive.slot === SLOT);
  if (there && there.properties.get("media") !== "cdrom") throw new JobFailure("image_unusable", `${SLOT} is in use`);
  const disk = bootDisk(config);
  if (!disk) throw new JobFailure("image_unusable", "no boot disk");
  const order = parseProperties(config.boot ?? "").get("order");
  const others = order?.split(";").filter((slot) => slot !== "" && slot !== SLOT) ?? [];
  const rest = others.length > 0 ? others : [disk.slot];
  const inserted = there?.properties.get("") ?? there?.properties.get("file");

  if (iso !== null && inserted !== iso) return { [SLOT]: `${iso},media=cdrom` };
  const wanted = [...(iso === null ? [] : [SLOT]), ...rest].join(";");
  if (order === undefined ? iso !== null : order !== wanted) return { boot: `order=${wanted}` };
  return iso === null && there ? { delete: SLOT } : undefined;
}
