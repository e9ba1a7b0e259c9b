import { outOfTime, within } from "@hostwright/core/kernel/deadline";

/** Before its end a Lambda needs that long to roll back and answer. */
const GIVE_UP_MS = 2_000;
/** Of these, so long is waited for the roll-back: a transaction that commits just then is still answered as it ended. */
const ROLL_BACK_MS = 1_000;

interface Time {
  getRemainingTimeInMillis(): number;
}

/**
 * Runs what a Lambda was invoked for, and gives up before Lambda would kill it: whoever asked hears 503 instead of nothing,
 * and no transaction is left open to hold its locks.
 */
export async function inTime<T>(time: Time, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const leave = new AbortController();
  const left = time.getRemainingTimeInMillis() - GIVE_UP_MS;
  const timers = [
    setTimeout(() => giveUp.abort(outOfTime()), Math.max(0, left)),
    setTimeout(() => leave.abort(outOfTime()), Math.max(0, left) + ROLL_BACK_MS),
  ];
  try {
    return await within(leave.signal, run(giveUp.signal));
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
