import type { cloneJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { ProxmoxError } from "../proxmox/error.ts";
import { parseUpid } from "../proxmox/task.ts";
import { leftovers } from "../vm/leftovers.ts";
import { find, findSettled, lookUntil } from "../vm/look.ts";
import type { JobContext } from "./context.ts";

type Clone = z.output<typeof cloneJob>;

/**
 * Makes the VM as a full clone of its image's template. The mark goes along in the very request, so that a VM is never
 * there without its owner for longer than Proxmox's own clone takes to write it down.
 */
export async function clone(ctx: JobContext, job: Clone): Promise<{ node: string }> {
  const found = await findSettled(ctx, job);
  if (found.kind === "foreign")
    throw new JobFailure("vmid_taken", `VM ${job.vmid} on ${found.node} does not carry ${job.mark}`);
  if (found.kind === "ours") return { node: found.node };

  const left = await leftovers(ctx, job.vmid);
  if (left.length > 0) {
    // Another relay's clone may have come between the two looks: then these are no leftovers.
    if ((await find(ctx, job)).kind !== "absent") return clone(ctx, job);
    throw new JobFailure("vmid_has_leftovers", left.slice(0, 10).join(", "));
  }
  const source = await templateNode(ctx, job);

  ctx.report({ message: "Copying the image" });
  try {
    const upid = await ctx.write("POST /nodes/{node}/qemu/{vmid}/clone", {
      node: source,
      vmid: job.template.vmid,
      newid: job.vmid,
      name: job.name,
      description: job.mark,
      full: true,
      storage: job.storage,
      ...(job.node === source ? {} : { target: job.node }),
    });
    if (upid) ctx.endpoint.cloning.set(job.vmid, upid);
    await ctx.task(upid);
    ctx.endpoint.cloning.delete(job.vmid);
  } catch (error) {
    if (error instanceof ProxmoxError && error.outcome === "unknown") await appearedOrNeverWill(ctx, job, source);
    throw error;
  }

  const made = await findSettled(ctx, job);
  if (made.kind === "ours") return { node: made.node };
  throw new JobFailure("task_failed", `the clone task ended well, but VM ${job.vmid} is ${made.kind}`);
}

/** Staff move templates too. */
async function templateNode(ctx: JobContext, job: Clone): Promise<string> {
  const resources = await ctx.resources("vm");
  const template = resources.find((resource) => resource.vmid === job.template.vmid && resource.type === "qemu");
  if (!template?.node) throw new JobFailure("template_missing", `no VM ${job.template.vmid}`);
  return template.node;
}

/**
 * The answer to our clone request is missing. A clone's task exists before its VM does, and names the template only: so
 * wait until our id shows up, or no clone of that template by us is under way any more. Then look again.
 */
async function appearedOrNeverWill(ctx: JobContext, job: Clone, node: string): Promise<void> {
  const active = async () => {
    const tasks = await ctx.read("GET /nodes/{node}/tasks", {
      node,
      source: "active",
      typefilter: "qmclone",
      vmid: job.template.vmid,
    });
    return tasks.some((task) => parseUpid(task.upid).type === "qmclone");
  };
  await lookUntil(
    ctx,
    async () => (await find(ctx, job)).kind !== "absent" || !(await active()),
    (settled) => settled,
  );
}
