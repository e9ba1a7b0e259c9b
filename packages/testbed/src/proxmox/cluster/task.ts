import type { Done } from "../backend/guest-backend.ts";
import type { TaskInputs, TaskKind } from "../workers/inputs.ts";
import type { Cluster } from "./cluster.ts";
import type { LockWish } from "./locks.ts";
import type { Tasks } from "./tasks.ts";
import type { Upid } from "./upid.ts";

/** A task as it is kept: enough to go on with it after a kill. `wakeAt`, `endtime` in milliseconds. */
export interface Task<K extends TaskKind = TaskKind> extends Upid {
  upid: string;
  kind: K;
  input: TaskInputs[K];
  step: string;
  wakeAt?: number;
  /** It has paused before. */
  paused?: boolean;
  waitsFor?: { wish: LockWish; until: number };
  held: LockWish[];
  log: string[];
  warnings: number;
  endtime?: number;
  /** `OK`, `WARNINGS: n` or the error; only once it has ended. */
  status?: string;
}

/**
 * What a step leads to: the end, a wait for `end()` from outside, a pause in seconds of task time, a wait for a file lock,
 * or one for what it has asked of the guest; the step that asked is done again after a kill meanwhile.
 */
export type Next =
  | "done"
  | "parked"
  | { sleep: number; next: string }
  | { lock: LockWish; next: string }
  | { until: Done; next: string };

/** What a worker's step sees. */
export interface Run<I> {
  readonly cluster: Cluster;
  readonly tasks: Tasks;
  readonly task: Task;
  readonly input: I;
  readonly log: (line: string) => void;
  /** Logs a warning: the task ends with `WARNINGS: n`. */
  readonly warn: (line: string) => void;
  /** Gives up the file locks taken so far. */
  readonly unlock: () => void;
}

/**
 * A kind of task, as named steps that each take effect at once; the first is `start`. A step that throws fails the task.
 * `undo` then takes back what is half done and gives the text the task ends with.
 */
export interface Worker<I> {
  steps: Record<string, (run: Run<I>) => Next>;
  undo?: (run: Run<I>, reason: string) => string;
  /** What it says when a signal ends it; else as any worker does (PVE/RESTEnvironment.pm, fork_worker). */
  interrupted?: string;
}
export type Workers = { [K in TaskKind]: Worker<TaskInputs[K]> };
