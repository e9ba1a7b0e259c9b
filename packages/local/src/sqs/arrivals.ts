import type { Clock } from "@hostwright/core/kernel/clock";
import { atTime } from "../timer.ts";

interface Waiter {
  wake(): void;
}

/** Who waits for which queue. Waking is only ever a hint to look again; what is there is in the database. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<Waiter>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something may have become receivable: wakes everyone who waits for the queue, or as many as there is work for. */
  announce(queue: string, count = Number.POSITIVE_INFINITY): void {
    let left = count;
    for (const waiter of this.#waiting.get(queue) ?? []) {
      if (left-- <= 0) return;
      waiter.wake();
    }
  }

  /**
   * Starts listening before the caller looks into the database, so that nothing announced in between is missed. `wait`
   * resolves when woken, at the time `until`, or when the signal aborts; `stop` must be called in the end, with `leaving`
   * when the caller will not look again.
   */
  listen(queue: string): { wait(until: number, signal: AbortSignal): Promise<void>; stop(leaving: boolean): void } {
    const waiters = this.#waiting.get(queue) ?? new Set();
    this.#waiting.set(queue, waiters);
    const woken = Promise.withResolvers<void>();
    const waiter: Waiter = {
      wake: () => {
        waiters.delete(waiter);
        woken.resolve();
      },
    };
    waiters.add(waiter);
    return {
      wait: async (until, signal) => {
        const cancel = Number.isFinite(until) ? atTime(this.#clock, until, woken.resolve) : () => {};
        const onAbort = () => woken.resolve();
        signal.addEventListener("abort", onAbort, { once: true });
        if (signal.aborted) woken.resolve();
        await woken.promise;
        signal.removeEventListener("abort", onAbort);
        cancel();
      },
      stop: (leaving) => {
        const wasWoken = !waiters.delete(waiter);
        // One that leaves took its waking with it: somebody else should look. One that looks again must not pass it on,
        // or those who find nothing would wake each other for ever.
        if (wasWoken && leaving) this.announce(queue, 1);
      },
    };
  }
}
