import type { adoptJob, disownJob, SeenVm } from "@hostwright/core/adoption/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { marksIn, withMark, withoutMark } from "../vm/mark.ts";
import { powerOf } from "../vm/power.ts";
import { seenOf } from "../vm/seen.ts";
import type { JobContext } from "./context.ts";

/** The VM at an id, whoever's it is; undefined: nothing is there. @throws JobFailure for a container */
async function lookAt(ctx: JobContext, vmid: number) {
  const resource = (await ctx.resources("vm")).find((candidate) => candidate.vmid === vmid);
  if (!resource?.node) return undefined;
  const { node } = resource;
  if (resource.type !== "qemu") throw new JobFailure("vmid_taken", `${vmid} on ${node} is a container`);
  if (resource.template) throw new JobFailure("vmid_taken", `${vmid} on ${node} is a template`);
  return { node, config: await ctx.read("GET /nodes/{node}/qemu/{vmid}/config", { node, vmid }) };
}

/** Makes a VM that was made elsewhere ours: one line more in its description, and nothing else. */
export async function adopt(ctx: JobContext, job: z.output<typeof adoptJob>): Promise<SeenVm> {
  const found = await lookAt(ctx, job.vmid);
  if (!found) throw new JobFailure("vm_missing");
  const { node, config } = found;
  const vm = { node, vmid: job.vmid };
  const others = marksIn(config.description).filter((mark) => mark !== job.mark);
  if (others.length > 0) throw new JobFailure("vmid_taken", `VM ${job.vmid} on ${node} carries ${others.join(", ")}`);
  if (!marksIn(config.description).includes(job.mark))
    await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
      ...vm,
      description: withMark(config.description, job.mark),
      digest: config.digest,
    });
  return seenOf(node, await powerOf(ctx, vm), config);
}

/** Takes our mark out again. What is not there or not ours is left alone. */
export async function disown(ctx: JobContext, job: z.output<typeof disownJob>): Promise<{ existed: boolean }> {
  const found = await lookAt(ctx, job.vmid);
  if (!found || !marksIn(found.config.description).includes(job.mark)) return { existed: found !== undefined };
  await ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
    node: found.node,
    vmid: job.vmid,
    description: withoutMark(found.config.description ?? "", job.mark),
    digest: found.config.digest,
  });
  return { existed: true };
}
