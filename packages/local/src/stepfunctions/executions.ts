import type { Clock } from "@hostwright/core/kernel/clock";
import type { Names } from "../aws/names.ts";
import type { Functions } from "../functions.ts";
import type { Database } from "../store/database.ts";
import { executionExists, noSuchExecution, taskGone, taskUnknown } from "./errors.ts";
import { Interpreter } from "./interpret.ts";
import type { Machine } from "./machines.ts";
import { Run, type RunParts } from "./run.ts";
import { type ExecutionRow, type ExecutionStore, executionOf } from "./store.ts";
import { surroundings } from "./token.ts";

/** Step Functions keeps an ended execution this long; its name is taken till then. */
const KEPT_MS = 90 * 24 * 3600 * 1000;

/** All executions; those that run are in memory too. */
export class Executions {
  readonly #parts: RunParts;
  readonly #runs = new Map<string, Run>();

  constructor(parts: {
    database: Database;
    store: ExecutionStore;
    clock: Clock;
    functions: Functions;
    names: Names;
    roleArn: string;
  }) {
    this.#parts = { ...parts, ended: (arn) => this.#runs.delete(arn) };
  }

  /** Takes up what a previous process left running. */
  async resumeAll(): Promise<void> {
    for (const row of await this.#parts.store.running()) this.#adopt(row);
  }

  /**
   * Starts an execution, durably once this resolves. The same name with the same input is the same execution while that
   * one runs; otherwise the name is taken.
   */
  async start(machine: Machine, name: string, input: string): Promise<{ arn: string; startedAt: number }> {
    const arn = this.#parts.names.executionArn(machine.name, name);
    const now = this.#parts.clock.now().getTime();
    const row = { arn, name, state_machine_arn: machine.arn, definition: machine.definition, input, started_at: now };
    const execution = executionOf(row);
    const transition = new Interpreter(execution, surroundings(arn, this.#parts), now, 0).begin();
    let created: ExecutionRow | undefined;
    try {
      created = await this.#parts.store.create(row, transition);
    } catch (error) {
      // It may be stored although we do not know: then it must run even if nobody asks again.
      void this.#parts.database.persist(`start of ${arn}`, () => this.#find(arn));
      throw error;
    }
    if (created) this.#adopt(created);
    const stored = created ?? (await this.#find(arn));
    if (!stored) throw noSuchExecution(arn);
    if (!created && (stored.status !== "RUNNING" || stored.input !== input)) throw executionExists(arn);
    return { arn, startedAt: stored.started_at };
  }

  /** Throws TaskTimedOut for a task that is over, TaskDoesNotExist when its execution is unknown. */
  async running(arn: string): Promise<Run> {
    const run = this.#runs.get(arn);
    if (run) return run;
    throw (await this.#parts.store.find(arn)) ? taskGone() : taskUnknown();
  }

  /** When it stopped, now or before. */
  async stop(arn: string, error: string | null, cause: string | null): Promise<number> {
    await this.#runs.get(arn)?.stop({ status: "ABORTED", error, cause });
    const row = await this.#parts.store.find(arn);
    if (!row) throw noSuchExecution(arn);
    return row.stopped_at ?? row.started_at;
  }

  forgetOld(): Promise<number> {
    return this.#parts.store.forget(this.#parts.clock.now().getTime() - KEPT_MS);
  }

  close(): void {
    for (const run of this.#runs.values()) run.abandon();
  }

  async #find(arn: string): Promise<ExecutionRow | undefined> {
    const row = await this.#parts.store.find(arn);
    if (row?.status === "RUNNING") this.#adopt(row);
    return row;
  }

  #adopt(row: ExecutionRow): void {
    if (this.#runs.has(row.arn)) return;
    const run = new Run(row, this.#parts);
    this.#runs.set(row.arn, run);
    run.resume();
  }
}
