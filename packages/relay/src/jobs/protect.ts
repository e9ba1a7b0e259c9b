import type { protectJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { keepSafe } from "../vm/firewall.ts";
import { findOurs } from "../vm/look.ts";
import type { JobContext } from "./context.ts";

/** Makes the network's safety what it should be, whether the VM runs or not. Nothing of its first boot is touched. */
export async function protect(
  ctx: JobContext,
  job: z.output<typeof protectJob>,
): Promise<{ node: string; foreign_rules: number }> {
  const { node } = await findOurs(ctx, job);
  return { node, ...(await keepSafe(ctx, { node, vmid: job.vmid }, job)) };
}
