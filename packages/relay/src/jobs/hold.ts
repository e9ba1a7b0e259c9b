import type { holdJob, PowerState } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { judge } from "../converge.ts";
import { JobFailure } from "../errors.ts";
import { findSettled } from "../vm/look.ts";
import { holdIn, withHold } from "../vm/mark.ts";
import { abortBackup } from "../vm/our-tasks.ts";
import { powerOf, stopNow } from "../vm/power.ts";
import type { JobContext } from "./context.ts";

/**
 * Stops the VM whatever it is doing, a backup of ours included, and keeps it from starting with its node. First the record, then the stop: a start
 * that races with us sees the record, or we see it running.
 * @returns what the VM was doing before the first hold; null where it is not there.
 */
export async function hold(
  ctx: JobContext,
  job: z.output<typeof holdJob>,
): Promise<{ power: PowerState; power_before: PowerState | null }> {
  const found = await findSettled(ctx, job);
  if (found.kind === "absent") return { power: "stopped", power_before: null };
  if (found.kind === "foreign")
    throw new JobFailure("vmid_taken", `VM ${job.vmid} on ${found.node} does not carry ${job.mark}`);
  const { node, config } = found;
  const vm = { node, vmid: job.vmid };

  await abortBackup(ctx, vm);
  const recorded = holdIn(config.description);
  const before = recorded ?? (await powerOf(ctx, vm));
  if (!recorded || config.onboot) {
    const record = () =>
      ctx.write("PUT /nodes/{node}/qemu/{vmid}/config", {
        ...vm,
        onboot: false,
        description: recorded ? (config.description ?? job.mark) : withHold(config.description ?? job.mark, before),
        digest: config.digest,
      });
    await record().catch(async (error: unknown) => {
      if (judge(error).code !== "vm_locked") throw error;
      // A shutdown keeps the configuration locked until it ends, and it may hang: stopping overrules it.
      await stopNow(ctx, vm);
      await record();
    });
  }
  await stopNow(ctx, vm);
  return { power: "stopped", power_before: before };
}
