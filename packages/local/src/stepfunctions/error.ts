/** An error by its name in the States Language. It may be retried or caught by that name; see `retry.ts`. */
export class StateError extends Error {
  readonly error: string;
  /** What becomes the `Cause` member. */
  readonly why: string;

  constructor(error: string, why: string) {
    super(why);
    this.error = error;
    this.why = why;
  }
}

/** Whether an `ErrorEquals` list names this error. */
export function matches(names: readonly string[], error: string): boolean {
  if (error === "States.Runtime") return false; // ends an execution, whatever is caught
  if (error === "States.DataLimitExceeded") return names.includes(error); // not meant by States.ALL
  return names.some(
    (name) =>
      name === error ||
      name === "States.ALL" ||
      // A heartbeat that did not come is a time-out too; every failure but a time-out is a failed task.
      (name === "States.Timeout" && error === "States.HeartbeatTimeout") ||
      (name === "States.TaskFailed" && error !== "States.Timeout" && error !== "States.HeartbeatTimeout"),
  );
}
