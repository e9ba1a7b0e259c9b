import type { destroyJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { ProxmoxError } from "../proxmox/error.ts";
import { leftovers } from "../vm/leftovers.ts";
import { find, findSettled } from "../vm/look.ts";
import { stopNow } from "../vm/power.ts";
import type { JobContext } from "./context.ts";

/**
 * Removes the VM with its disks and its firewall. Finding nothing of ours is success: this is also the undo of a clone
 * that found its id taken. Backups stay, they have their own retention.
 */
export async function destroy(ctx: JobContext, job: z.output<typeof destroyJob>): Promise<{ existed: boolean }> {
  await abortOurClone(ctx, job.vmid);
  const found = await findSettled(ctx, job);
  if (found.kind === "foreign") ctx.log.info("nothing of ours at this id", { vmid: job.vmid, node: found.node });
  if (found.kind !== "ours") return { existed: false };
  const vm = { node: found.node, vmid: job.vmid };

  await stopNow(ctx, vm);
  ctx.report({ message: "Removing the machine and its disks" });
  await ctx.task(
    await ctx.write("DELETE /nodes/{node}/qemu/{vmid}", { ...vm, purge: true, "destroy-unreferenced-disks": true }),
  );

  const after = await find(ctx, job);
  if (after.kind !== "absent") throw new JobFailure("destroy_incomplete", `VM ${job.vmid} is still on ${after.node}`);
  const remains = [...(await leftovers(ctx, job.vmid, "disks")), ...(await firewallOf(ctx, vm))];
  if (remains.length > 0) throw new JobFailure("destroy_incomplete", remains.join(", "));
  return { existed: true };
}

/** A clone this process started and gave up on: its task is the quickest way to be rid of it. */
async function abortOurClone(ctx: JobContext, vmid: number): Promise<void> {
  const upid = ctx.endpoint.cloning.get(vmid);
  if (!upid) return;
  ctx.endpoint.cloning.delete(vmid);
  const node = upid.split(":")[1] ?? "";
  await ctx.write("DELETE /nodes/{node}/tasks/{upid}", { node, upid }).catch((error: unknown) => {
    if (!(error instanceof ProxmoxError)) throw error;
    ctx.log.info("the clone's task could not be aborted", { upid, detail: error.words });
  });
}

/** IP sets that survived the VM; Proxmox answers for a VM that is gone with an error, or with nothing. */
async function firewallOf(ctx: JobContext, vm: { node: string; vmid: number }): Promise<string[]> {
  const sets = await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/ipset", vm).catch((error: unknown) => {
    if (error instanceof ProxmoxError && error.outcome === "refused") return [];
    throw error;
  });
  return sets.map((set) => `firewall IP set ${set.name}`);
}
