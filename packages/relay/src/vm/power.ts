import type { PowerState } from "@hostwright/core/server/jobs";
import { JobFailure } from "../errors.ts";
import type { JobContext } from "../jobs/context.ts";
import { lookUntil } from "./look.ts";

export interface Vm {
  node: string;
  vmid: number;
}

export const statusOf = (ctx: JobContext, vm: Vm) => ctx.read("GET /nodes/{node}/qemu/{vmid}/status/current", vm);

export const powerOf = async (ctx: JobContext, vm: Vm): Promise<PowerState> => (await statusOf(ctx, vm)).status;

/** How long a VM may take to be seen stopped after its stop task ended; HA only stops it then. */
const STOP_SECONDS = 60;

/** Pulls the plug, overruling a shutdown that is still under way. */
export async function stopNow(ctx: JobContext, vm: Vm): Promise<void> {
  const { status, ha } = await statusOf(ctx, vm);
  if (status === "stopped") return;
  ctx.report({ message: "Stopping" });
  // Proxmox refuses to overrule where HA does the stopping.
  const overrule = ha?.managed ? {} : { "overrule-shutdown": true };
  await ctx.task(await ctx.write("POST /nodes/{node}/qemu/{vmid}/status/stop", { ...vm, ...overrule }));
  await keepStopped(ctx, vm, STOP_SECONDS);
}

/** Waits until the VM is seen stopped. */
export async function keepStopped(ctx: JobContext, vm: Vm, seconds: number): Promise<void> {
  const deadline = ctx.clock.now().getTime() + seconds * 1000;
  const seen = await lookUntil(
    ctx,
    () => powerOf(ctx, vm),
    (state) => state === "stopped" || ctx.clock.now().getTime() > deadline,
  );
  if (seen !== "stopped") throw new JobFailure("guest_did_not_stop", `still ${seen} after ${seconds} s`);
}
