import type { PowerState, powerJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { TaskFailure } from "../proxmox/error.ts";
import { forgetHold } from "../vm/forget-hold.ts";
import { findOurs, lookUntil } from "../vm/look.ts";
import { holdIn } from "../vm/mark.ts";
import { abortBackup } from "../vm/our-tasks.ts";
import { keepStopped, powerOf, statusOf, stopNow, type Vm } from "../vm/power.ts";
import type { JobContext } from "./context.ts";

type Power = z.output<typeof powerJob>;
type Done = { power: PowerState; node: string };

/** Brings the VM to a power state. Being there already is success. */
export async function power(ctx: JobContext, job: Power): Promise<Done> {
  const { node, config } = await findOurs(ctx, job);
  const vm = { node, vmid: job.vmid };
  switch (job.operation) {
    case "start":
      if (holdIn(config.description)) throw new JobFailure("held");
      await start(ctx, vm);
      await unlessHeld(ctx, job);
      return { node, power: "running" };
    case "stop":
      // An operator's, or the first step of something longer: neither waits for hours.
      await abortBackup(ctx, vm);
      await stopNow(ctx, vm);
      return { node, power: "stopped" };
    case "shutdown":
      await shutdown(ctx, vm, job.timeout_seconds, job.force === true);
      return { node, power: "stopped" };
    case "reboot":
      if (holdIn(config.description)) {
        if (!job.stale_hold) throw new JobFailure("held");
        await forgetHold(ctx, vm, config);
      }
      await reboot(ctx, vm, job.timeout_seconds);
      await unlessHeld(ctx, job);
      return { node, power: "running" };
  }
}

/** How long a VM may take to be seen running after its start task ended; HA only starts it then. */
const START_SECONDS = 60;

export async function start(ctx: JobContext, vm: Vm): Promise<void> {
  if ((await powerOf(ctx, vm)) === "running") return;
  ctx.report({ message: "Starting" });
  await ctx.task(await ctx.write("POST /nodes/{node}/qemu/{vmid}/status/start", vm));
  const deadline = ctx.clock.now().getTime() + START_SECONDS * 1000;
  const seen = await lookUntil(
    ctx,
    () => powerOf(ctx, vm),
    (state) => state === "running" || ctx.clock.now().getTime() > deadline,
  );
  if (seen !== "running") throw new JobFailure("vm_not_running", `still ${seen} ${START_SECONDS} s after its start`);
}

/** A hold that came while we started the VM wins: it has written its record before it looked at the power state. */
async function unlessHeld(ctx: JobContext, job: Power): Promise<void> {
  const { node, config } = await findOurs(ctx, job);
  if (!holdIn(config.description)) return;
  await stopNow(ctx, { node, vmid: job.vmid });
  throw new JobFailure("held");
}

async function shutdown(ctx: JobContext, vm: Vm, timeout: number, forceStop: boolean): Promise<void> {
  if ((await powerOf(ctx, vm)) === "stopped") return;
  ctx.report({ message: "Shutting down" });
  await guestStops(ctx, vm, async () => {
    await ctx.task(await ctx.write("POST /nodes/{node}/qemu/{vmid}/status/shutdown", { ...vm, timeout, forceStop }));
    await keepStopped(ctx, vm, timeout);
  });
}

/** Uptime comes in whole seconds. */
const UPTIME_MS = 1_000;

/**
 * Proxmox's reboot is a shutdown that is followed by a start. Done twice it would reboot twice; so a job that may have
 * been begun before asks the uptime: a VM up for less time than the job is old has been started since.
 */
async function reboot(ctx: JobContext, vm: Vm, timeout: number): Promise<void> {
  const before = await statusOf(ctx, vm);
  if (before.status === "stopped") return start(ctx, vm);
  const uptimeMs = (before.uptime ?? 0) * 1000;
  if (ctx.mayHaveActed && uptimeMs + UPTIME_MS < ctx.clock.now().getTime() - ctx.issuedAt.getTime()) return;
  ctx.report({ message: "Rebooting" });
  const asked = ctx.clock.now().getTime();
  await guestStops(ctx, vm, async () => {
    await ctx.task(await ctx.write("POST /nodes/{node}/qemu/{vmid}/status/reboot", { ...vm, timeout }));
  });
  const deadline = ctx.clock.now().getTime() + START_SECONDS * 1000;
  const after = await lookUntil(
    ctx,
    () => statusOf(ctx, vm),
    ({ status, uptime = 0 }) => {
      const now = ctx.clock.now().getTime();
      return (
        (status === "running" && uptime * 1000 <= Math.max(uptimeMs - 1, now - asked + UPTIME_MS)) || now > deadline
      );
    },
  );
  // The guest shut down, and nothing has started it again.
  if (after.status === "stopped") return start(ctx, vm);
}

/** Runs a shutdown; where the guest did not obey in time that is the answer, unless it did stop after all. */
async function guestStops(ctx: JobContext, vm: Vm, shutdownTask: () => Promise<void>): Promise<void> {
  try {
    await shutdownTask();
  } catch (error) {
    if (!(error instanceof TaskFailure) || !/got timeout|timed? ?out|powerdown failed/i.test(error.words)) throw error;
    if (/lock/i.test(error.words)) throw error;
    if ((await powerOf(ctx, vm)) === "running") throw new JobFailure("guest_did_not_stop", error.words);
  }
}
