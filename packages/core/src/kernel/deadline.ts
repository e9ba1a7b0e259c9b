import { AppError } from "./error.ts";

/** What a caller is told whose request could not be done in time: nothing of it was. */
export const outOfTime = (): AppError =>
  new AppError("maintenance", "this took too long and was given up; nothing was changed", undefined, { retryAfter: 5 });

/** As `work`, or the signal's reason when that comes first. What `work` still does then is nobody's any more. */
export function within<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
