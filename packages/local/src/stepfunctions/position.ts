import type { Json } from "./json.ts";

/** Where a running execution stands, in all it takes to go on from there. Stored with every transition. */
export interface Position {
  state: string;
  /** Raw input of the state. */
  input: Json;
  enteredAt: number;
  /** Attempts used up, for each of the state's retriers. */
  retried: number[];
  phase: Phase;
}

export type Phase = TaskPhase | { kind: "wait"; until: number } | { kind: "retry"; until: number };

/** A function has been, or is being, asked; a result counts only while its `id` is still the current one. */
export interface TaskPhase {
  kind: "task";
  id: string;
  function: string;
  payload: Json;
  /** `direct` is a function as Resource; the others are lambda:invoke with its envelope and with a token. */
  integration: "direct" | "invoke" | "callback";
  /** Secret part of the task token. */
  secret: string | null;
  /** Callback: the function has taken the task, only the token is awaited. */
  submitted: boolean;
  timeoutAt: number | null;
  heartbeatMs: number | null;
  heartbeatAt: number | null;
}

/** When something is due by the clock even if nothing else happens; null when nothing is. */
export function dueAt(position: Position): number | null {
  const { phase } = position;
  if (phase.kind !== "task") return phase.until;
  if (phase.timeoutAt === null || phase.heartbeatAt === null) return phase.timeoutAt ?? phase.heartbeatAt;
  return Math.min(phase.timeoutAt, phase.heartbeatAt);
}
