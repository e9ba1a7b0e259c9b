import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Lease } from "./lease.ts";
import type { Delivery, JobQueue } from "./queue/job-queue.ts";

/** A lease ends that long before the message may show up elsewhere: for a change that is on its way just then. */
export const MARGIN_MS = 5_000;
const RETRY_MS = 1_000;

/** Extends the visibility of every message in hand, each third of its time, until it is told to stop. */
export async function keepLeases(options: {
  clock: Clock;
  log: Log;
  queue: JobQueue;
  visibilitySeconds: number;
  inHand(): Array<{ delivery: Delivery; lease: Lease }>;
  signal: AbortSignal;
}): Promise<void> {
  const { clock, log, queue, visibilitySeconds, inHand, signal } = options;
  let pause = (visibilitySeconds * 1000) / 3;
  while (await slept(clock, pause, signal)) {
    pause = (visibilitySeconds * 1000) / 3;
    const held = inHand().filter(({ lease }) => lease.held);
    if (held.length === 0) continue;
    const sentAt = clock.now().getTime();
    try {
      const lost = await queue.extend(
        held.map(({ delivery }) => delivery),
        visibilitySeconds,
      );
      for (const { delivery, lease } of held) {
        if (lost.has(delivery.receipt)) lease.lose("the queue says the message is no longer ours");
        else lease.extend(sentAt + visibilitySeconds * 1000 - MARGIN_MS);
      }
    } catch (error) {
      log.warn("leases could not be extended yet", { jobs: held.length, error: String(error) });
      pause = RETRY_MS;
    }
  }
}

const slept = (clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> =>
  sleep(clock, ms, signal).then(
    () => true,
    () => false,
  );
