import type { Definition } from "./definition.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Position } from "./position.ts";

/** What an execution keeps from beginning to end. */
export interface Execution {
  arn: string;
  name: string;
  stateMachineArn: string;
  definition: Definition;
  input: Json;
  startedAt: number;
}

export type Ending =
  | { status: "SUCCEEDED"; output: Json }
  | { status: "FAILED" | "TIMED_OUT" | "ABORTED"; error: string | null; cause: string | null };

/** One line of the history, before it has its number. */
export interface HistoryEvent {
  type: string;
  /** Name of the details member in GetExecutionHistory, and what it holds. */
  details: { member: string; value: JsonObject } | null;
}

/** What follows from something happening: a new position or the end, and the events on the way. */
export type Transition = { events: HistoryEvent[] } & ({ position: Position } | { ending: Ending });

/** Step Functions' own limit for inputs, results and outputs. */
export const MAX_PAYLOAD_BYTES = 262_144;

export const tooLarge = (value: Json): boolean => Buffer.byteLength(JSON.stringify(value)) > MAX_PAYLOAD_BYTES;
