import { randomBytes, randomUUID } from "node:crypto";
import { functionName } from "../aws/names.ts";
import type { TaskState } from "./definition.ts";
import { StateError } from "./error.ts";
import { isObject, type Json } from "./json.ts";
import { read } from "./path.ts";
import type { TaskPhase } from "./position.ts";
import { fill } from "./template.ts";

/** What the functions of a task are to be asked, worked out from the state and its input. */
export interface TaskRequest {
  state: TaskState;
  /** After InputPath. */
  input: Json;
  /** The context object, given the task's token when it has one. */
  context: (token: string | null) => Json;
  token: (secret: string) => string;
  now: number;
}

/** The phase in which the task's function is asked, with the limits of the state counted from now. */
export function taskPhase({ state, input, context, token, now }: TaskRequest): TaskPhase {
  const integration = integrationOf(state.Resource);
  const secret = integration === "callback" ? randomBytes(16).toString("hex") : null;
  const seen = context(secret === null ? null : token(secret));
  const parameters = state.Parameters === undefined ? input : fill(state.Parameters, input, seen);
  const timeout = limit(state.TimeoutSeconds, state.TimeoutSecondsPath, input, seen);
  const heartbeat = limit(state.HeartbeatSeconds, state.HeartbeatSecondsPath, input, seen);
  return {
    kind: "task",
    id: randomUUID(),
    ...asked(state.Resource, integration, parameters),
    integration,
    secret,
    submitted: false,
    timeoutAt: timeout === null ? null : now + timeout * 1000,
    heartbeatMs: heartbeat === null ? null : heartbeat * 1000,
    heartbeatAt: heartbeat === null ? null : now + heartbeat * 1000,
  };
}

function integrationOf(resource: string): TaskPhase["integration"] {
  if (!resource.startsWith("arn:aws:states:::")) return "direct";
  return resource.endsWith(".waitForTaskToken") ? "callback" : "invoke";
}

function asked(
  resource: string,
  integration: TaskPhase["integration"],
  parameters: Json,
): { function: string; payload: Json } {
  if (integration === "direct") return { function: functionName(resource), payload: parameters };
  if (!isObject(parameters) || typeof parameters.FunctionName !== "string") {
    throw new StateError("States.Runtime", "The Parameters of lambda:invoke name no FunctionName.");
  }
  return { function: functionName(parameters.FunctionName), payload: parameters.Payload ?? {} };
}

function limit(fixed: number | undefined, path: string | undefined, input: Json, context: Json): number | null {
  if (path === undefined) return fixed ?? null;
  const value = read(path, input, context);
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw new StateError("States.Runtime", `The value of ${path} is no positive number of seconds.`);
}

/** What a function's answer becomes as the task's result: lambda:invoke wraps it, a token's or a direct one is taken as is. */
export function resultOf(phase: TaskPhase, payload: Json, requestId: string): Json {
  if (phase.integration !== "invoke") return payload;
  return {
    ExecutedVersion: "$LATEST",
    Payload: payload,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
