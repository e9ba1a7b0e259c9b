import type { PowerState, releaseJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { forgetHold } from "../vm/forget-hold.ts";
import { findOurs } from "../vm/look.ts";
import { holdIn } from "../vm/mark.ts";
import { powerOf } from "../vm/power.ts";
import type { JobContext } from "./context.ts";
import { start } from "./power.ts";

/** Undoes a hold: the VM starts with its node again, and now if the job says so. */
export async function release(ctx: JobContext, job: z.output<typeof releaseJob>): Promise<{ power: PowerState }> {
  const { node, config } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  if (holdIn(config.description) || !config.onboot) await forgetHold(ctx, vm, config);
  if (job.start) await start(ctx, vm);
  return { power: await powerOf(ctx, vm) };
}
