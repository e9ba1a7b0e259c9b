import type { Ending, HistoryEvent } from "./execution.ts";
import type { Json } from "./json.ts";
import type { TaskPhase } from "./position.ts";

/** Events of an execution's history, named and shaped as GetExecutionHistory answers them. */
const text = (value: Json): string => JSON.stringify(value);
const whole = { truncated: false };

export const executionStarted = (input: Json, roleArn: string): HistoryEvent => ({
  type: "ExecutionStarted",
  details: { member: "executionStartedEventDetails", value: { input: text(input), inputDetails: whole, roleArn } },
});

export const stateEntered = (type: string, name: string, input: Json): HistoryEvent => ({
  type: `${type}StateEntered`,
  details: { member: "stateEnteredEventDetails", value: { name, input: text(input), inputDetails: whole } },
});

export const stateExited = (type: string, name: string, output: Json): HistoryEvent => ({
  type: `${type}StateExited`,
  details: { member: "stateExitedEventDetails", value: { name, output: text(output), outputDetails: whole } },
});

const resourceOf = (phase: TaskPhase) => ({
  resourceType: "lambda",
  resource: phase.integration === "callback" ? "invoke.waitForTaskToken" : "invoke",
});

/** A function as Resource has events of its own; lambda:invoke has a task's. */
const taskEvent = (phase: TaskPhase, what: string, value: { [key: string]: Json }): HistoryEvent => {
  const kind = phase.integration === "direct" ? "LambdaFunction" : "Task";
  const member = `${kind[0]?.toLowerCase()}${kind.slice(1)}${what}EventDetails`;
  const shared = phase.integration === "direct" ? {} : resourceOf(phase);
  const details = { ...shared, ...value };
  return { type: kind + what, details: Object.keys(details).length > 0 ? { member, value: details } : null };
};

export function taskScheduled(
  phase: TaskPhase,
  region: string,
  resource: string,
  timeoutSeconds: number | null,
): HistoryEvent {
  const limits = {
    ...(timeoutSeconds !== null && { timeoutInSeconds: timeoutSeconds }),
    ...(phase.heartbeatMs !== null &&
      phase.integration !== "direct" && { heartbeatInSeconds: phase.heartbeatMs / 1000 }),
  };
  if (phase.integration === "direct") {
    return taskEvent(phase, "Scheduled", { resource, input: text(phase.payload), inputDetails: whole, ...limits });
  }
  const parameters = text({ FunctionName: phase.function, Payload: phase.payload });
  return taskEvent(phase, "Scheduled", { region, parameters, ...limits });
}

export const taskStarted = (phase: TaskPhase): HistoryEvent => taskEvent(phase, "Started", {});

export const taskSubmitted = (phase: TaskPhase, output: Json): HistoryEvent =>
  taskEvent(phase, "Submitted", { output: text(output), outputDetails: whole });

export const taskSucceeded = (phase: TaskPhase, output: Json): HistoryEvent =>
  taskEvent(phase, "Succeeded", { output: text(output), outputDetails: whole });

export function taskFailed(phase: TaskPhase, error: string, cause: string | null): HistoryEvent {
  const timedOut = error === "States.Timeout" || error === "States.HeartbeatTimeout";
  return taskEvent(phase, timedOut ? "TimedOut" : "Failed", { error, ...(cause !== null && { cause }) });
}

const ENDINGS = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", ABORTED: "Aborted" };

export function executionEnded(ending: Ending): HistoryEvent {
  const name = ENDINGS[ending.status];
  const value =
    ending.status === "SUCCEEDED"
      ? { output: text(ending.output), outputDetails: whole }
      : {
          ...(ending.error !== null && { error: ending.error }),
          ...(ending.cause !== null && { cause: ending.cause }),
        };
  return { type: `Execution${name}`, details: { member: `execution${name}EventDetails`, value } };
}
