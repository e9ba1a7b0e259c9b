import type { Retrier, TaskState } from "./definition.ts";
import { matches } from "./error.ts";
import type { Json } from "./json.ts";
import { write } from "./path.ts";
import type { Position } from "./position.ts";

/** Where a failed task leads: a further attempt later, a catcher's state, or null for the end of the execution. */
export function onFailure(
  state: TaskState,
  position: Position,
  error: string,
  cause: string | null,
  now: number,
): { retry: Position } | { to: string; output: Json } | null {
  const index = state.Retry.findIndex((candidate) => matches(candidate.ErrorEquals, error));
  const retrier = state.Retry[index];
  const used = position.retried[index] ?? 0;
  if (retrier && used < retrier.MaxAttempts) {
    const retried = state.Retry.map((_, at) => (position.retried[at] ?? 0) + (at === index ? 1 : 0));
    return { retry: { ...position, retried, phase: { kind: "retry", until: now + delayMs(retrier, used) } } };
  }
  const catcher = state.Catch.find((candidate) => matches(candidate.ErrorEquals, error));
  if (!catcher) return null;
  const path = catcher.ResultPath === undefined ? "$" : catcher.ResultPath;
  return {
    to: catcher.Next,
    output: write(path, position.input, { Error: error, ...(cause !== null && { Cause: cause }) }),
  };
}

/** Interval times rate to the power of the attempts used up, at most the longest delay; FULL jitter takes any part of it. */
function delayMs({ IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy }: Retrier, used: number): number {
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return Math.round(seconds * 1000 * (JitterStrategy === "FULL" ? Math.random() : 1));
}
