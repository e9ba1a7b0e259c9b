import { AppError } from "./error.ts";

const GIVEN_UP = "this took too long and was given up; nothing was changed";
const LEFT = "this took too long to answer; look whether it has happened before you ask again";

/** What did not end in time: given up, an open transaction rolled back; or left where it hung, and nobody knows. */
export class OutOfTime extends AppError {
  constructor(what: "given up" | "left" = "given up") {
    super("maintenance", what === "left" ? LEFT : GIVEN_UP, undefined, { retryAfter: 5 });
  }
}

/** How long a process has for what it is at: a Lambda for one invocation. */
export interface WorkTime {
  /** Whether another piece of work may be taken up. */
  left(): boolean;
  /** Aborted when what is under way must be given up. */
  readonly end: AbortSignal;
}

interface Timed {
  readonly time?: WorkTime;
}

export const timeLeft = ({ time }: Timed): boolean => time?.left() ?? true;

/** One piece of work after the other, as long as there is time; the rest is for the next run. */
export function* whileTime<T>(app: Timed, work: Iterable<T>): Generator<T> {
  for (const one of work) {
    if (!timeLeft(app)) return;
    yield one;
  }
}

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
