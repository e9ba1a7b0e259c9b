import type { App } from "@hostwright/core/kernel";
import { OutOfTime, within } from "@hostwright/core/kernel/deadline";

/** Before its end a Lambda needs that long to roll back and answer. */
const GIVE_UP_MS = 2_000;
/** Of these, so long is waited for the roll-back: a transaction that commits just then is still answered as it ended. */
const ROLL_BACK_MS = 1_000;

interface Time {
  getRemainingTimeInMillis(): number;
}

/**
 * Runs what a Lambda was invoked for, and gives up before Lambda would kill it: whoever asked hears 503 instead of nothing,
 * and no transaction is left open to hold its locks. What hangs outside a transaction (reading before it, the delivery
 * after its commit) is left where it is: then what was committed stays.
 */
export async function inTime<T>(time: Time, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const giveUp = new AbortController();
  const leave = new AbortController();
  const left = time.getRemainingTimeInMillis() - GIVE_UP_MS;
  const timers = [
    setTimeout(() => giveUp.abort(new OutOfTime()), Math.max(0, left)),
    setTimeout(() => leave.abort(new OutOfTime("left")), Math.max(0, left) + ROLL_BACK_MS),
  ];
  try {
    return await within(leave.signal, run(giveUp.signal));
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/**
 * Works through what there is to do and takes up nothing new in the last `spareMs`, in which the longest piece of it ends; what
 * is left is for the next run. A transaction that hangs to the end is rolled back.
 */
export const whileInTime = <T>(app: App, time: Time, spareMs: number, run: (app: App) => Promise<T>): Promise<T> =>
  inTime(time, (end) => run({ ...app, time: { left: () => time.getRemainingTimeInMillis() > spareMs, end } }));
