import type { lookJob, moveJob } from "@hostwright/core/move/jobs";
import type { PowerState } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { findOurs, findSettled, lookFor } from "../vm/look.ts";
import { powerOf } from "../vm/power.ts";
import type { JobContext } from "./context.ts";

/** How long a VM may take to be seen on its new node after the task ended; HA only moves it then. */
const ARRIVAL_SECONDS = 600;

/** Moves a VM to another node. What was begun by another relay, or before an answer got lost, is waited for: its lock says so. */
export async function move(
  ctx: JobContext,
  job: z.output<typeof moveJob>,
): Promise<{ node: string; power: PowerState }> {
  const { node } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  if (node === job.target) return { node, power: await powerOf(ctx, vm) };
  const running = (await powerOf(ctx, vm)) === "running";
  const can = await ctx.read("GET /nodes/{node}/qemu/{vmid}/migrate", { ...vm, target: job.target });
  const against = can.not_allowed_nodes?.[job.target];
  if (against !== undefined) throw new JobFailure("move_refused", JSON.stringify(against));
  if (running && can.local_resources?.length)
    throw new JobFailure("move_refused", `uses devices of its node: ${can.local_resources.join(", ")}`);
  const localDisks = (can.local_disks ?? []).length > 0;
  ctx.report({ message: `Moving to ${job.target}` });
  await ctx.task(
    await ctx.write("POST /nodes/{node}/qemu/{vmid}/migrate", {
      ...vm,
      target: job.target,
      ...(running ? { online: true } : {}),
      ...(running && localDisks ? { "with-local-disks": true } : {}),
    }),
  );
  const deadline = ctx.clock.now().getTime() + ARRIVAL_SECONDS * 1000;
  const arrived = await lookFor(
    ctx,
    () => findOurs(ctx, job),
    (found) => (found.node === job.target || ctx.clock.now().getTime() > deadline ? found : undefined),
  );
  if (arrived.node !== job.target) throw new JobFailure("task_failed", `still on ${arrived.node}`);
  return { node: arrived.node, power: await powerOf(ctx, { node: arrived.node, vmid: job.vmid }) };
}

/** Where the VM is once nothing moves it any more. */
export async function look(
  ctx: JobContext,
  job: z.output<typeof lookJob>,
): Promise<{ node: string | null; power: PowerState | null }> {
  const found = await lookFor(
    ctx,
    () => findSettled(ctx, job),
    (seen) => (seen.kind === "ours" && seen.config.lock === "migrate" ? undefined : seen),
  );
  if (found.kind !== "ours") return { node: null, power: null };
  return { node: found.node, power: await powerOf(ctx, { node: found.node, vmid: job.vmid }) };
}
