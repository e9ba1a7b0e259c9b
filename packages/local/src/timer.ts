import type { Clock } from "@hostwright/core/kernel/clock";

/** Node's timers reach no further. */
const FARTHEST_MS = 2 ** 31 - 1;

/**
 * Runs `callback` once the clock shows `at` (milliseconds since 1970): in the next turn of the event loop when it does
 * already, and however far away that is. The returned function cancels it.
 */
export function atTime(clock: Clock, at: number, callback: () => void): () => void {
  const left = at - clock.now().getTime();
  if (left <= 0) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }
  let cancel = clock.after(Math.min(left, FARTHEST_MS), () => {
    cancel = atTime(clock, at, callback);
  });
  return () => cancel();
}
