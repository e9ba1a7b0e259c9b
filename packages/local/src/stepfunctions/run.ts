import type { Clock } from "@hostwright/core/kernel/clock";
import type { Names } from "../aws/names.ts";
import type { Functions } from "../functions.ts";
import type { Database } from "../store/database.ts";
import { atTime } from "../timer.ts";
import { taskGone } from "./errors.ts";
import type { Ending, Execution, Transition } from "./execution.ts";
import { Interpreter } from "./interpret.ts";
import { type Json, parseJson } from "./json.ts";
import { dueAt, type Position, type TaskPhase } from "./position.ts";
import { type ExecutionRow, type ExecutionStore, executionOf, positionOf } from "./store.ts";
import { resultOf } from "./task.ts";
import { surroundings } from "./token.ts";

export interface RunParts {
  database: Database;
  store: ExecutionStore;
  clock: Clock;
  functions: Functions;
  names: Names;
  roleArn: string;
  /** Called once the execution has ended. */
  ended(arn: string): void;
}

/** A running execution: its position, its one timer and its one function call. Changes happen one after another. */
export class Run {
  readonly execution: Execution;
  readonly #parts: RunParts;
  #position: Position | null;
  #events: number;
  #version: number;
  /** What is stored may be further than what we know, after a write whose answer was lost. */
  #stale = false;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelTimer = () => {};
  #launched = "";

  constructor(row: ExecutionRow, parts: RunParts) {
    this.#parts = parts;
    this.execution = executionOf(row);
    this.#position = positionOf(row);
    this.#events = row.events;
    this.#version = row.version;
  }

  /** Sets in motion what the position asks for: a function to call, a moment to wait for. Repeating it does no harm. */
  resume(): void {
    this.#cancelTimer();
    const position = this.#position;
    if (position === null) {
      this.#parts.ended(this.execution.arn);
      return;
    }
    const limit = this.execution.definition.TimeoutSeconds;
    const end = limit === undefined ? Number.POSITIVE_INFINITY : this.execution.startedAt + limit * 1000;
    const due = Math.min(dueAt(position) ?? Number.POSITIVE_INFINITY, end);
    if (Number.isFinite(due)) {
      this.#cancelTimer = atTime(this.#parts.clock, due, () => void this.#onTimer());
    }
    const { phase } = position;
    if (phase.kind !== "task" || phase.submitted || phase.id === this.#launched) return;
    this.#launched = phase.id;
    void this.#call(phase);
  }

  /** For the process's end: nothing more is started. */
  abandon(): void {
    this.#cancelTimer();
    this.#position = null;
  }

  succeed(secret: string, output: Json): Promise<void> {
    return this.#withTask(secret, (position, phase) => this.#interpreter().succeed(position, phase, output));
  }

  fail(secret: string, error: string, cause: string | null): Promise<void> {
    return this.#withTask(secret, (position, phase) => this.#interpreter().fail(position, phase, error, cause));
  }

  heartbeat(secret: string): Promise<void> {
    return this.#inTurn(async () => {
      const { position, phase } = this.#task(secret);
      if (phase.heartbeatMs === null) return;
      const beaten = { ...position, phase: { ...phase, heartbeatAt: this.#now() + phase.heartbeatMs } };
      await this.#write((version) => this.#parts.store.beat(this.execution.arn, version, beaten));
      this.#position = beaten;
      this.resume();
    });
  }

  /** False when it had ended before. */
  stop(ending: Ending): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#position === null) return false;
      await this.#move(this.#interpreter().end(ending));
      return true;
    });
  }

  async #call(phase: TaskPhase): Promise<void> {
    const outcome = await this.#parts.functions.run(phase.function, phase.payload);
    await this.#parts.database.persist(`result in ${this.execution.arn}`, () =>
      this.#inTurn(async () => {
        const current = this.#position;
        if (current?.phase.kind !== "task" || current.phase.id !== phase.id) return;
        const interpreter = this.#interpreter();
        if (!outcome.ok) await this.#move(interpreter.fail(current, current.phase, outcome.error, outcome.cause));
        else {
          const result = resultOf(phase, parseJson(JSON.stringify(outcome.payload)), outcome.requestId);
          const waits = phase.integration === "callback";
          await this.#move(interpreter[waits ? "submitted" : "succeed"](current, current.phase, result));
        }
      }),
    );
  }

  async #onTimer(): Promise<void> {
    await this.#parts.database.persist(`timer in ${this.execution.arn}`, () =>
      this.#inTurn(async () => {
        const transition = this.#position && this.#interpreter().due(this.#position);
        // Not due after all when something else came first, such as a heartbeat.
        if (transition) await this.#move(transition);
        else this.resume();
      }),
    );
  }

  #withTask(secret: string, transition: (position: Position, phase: TaskPhase) => Transition): Promise<void> {
    return this.#inTurn(async () => {
      const { position, phase } = this.#task(secret);
      await this.#move(transition(position, phase));
    });
  }

  #task(secret: string): { position: Position; phase: TaskPhase } {
    const position = this.#position;
    if (position?.phase.kind !== "task" || position.phase.secret !== secret) throw taskGone();
    return { position, phase: position.phase };
  }

  async #move(transition: Transition): Promise<void> {
    const now = this.#now();
    await this.#write((version) => this.#parts.store.move(this.execution.arn, version, this.#events, transition, now));
    this.#events += transition.events.length;
    this.#position = "position" in transition ? transition.position : null;
    this.resume();
  }

  async #write(write: (version: number) => Promise<boolean>): Promise<void> {
    this.#stale = true;
    try {
      if (!(await write(this.#version))) throw new Error(`${this.execution.arn} has moved on`);
    } catch (error) {
      void this.#parts.database.persist(`reading ${this.execution.arn}`, () => this.#inTurn(async () => {}));
      throw error;
    }
    this.#version++;
    this.#stale = false;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      if (this.#stale) await this.#reload();
      return work();
    });
    this.#turn = turn.catch(() => {}); // whoever asked for the turn hears of its failure
    return turn;
  }

  async #reload(): Promise<void> {
    const row = await this.#parts.store.find(this.execution.arn);
    this.#position = row ? positionOf(row) : null;
    this.#events = row?.events ?? 0;
    this.#version = row?.version ?? 0;
    this.#stale = false;
    this.resume();
  }

  #interpreter(): Interpreter {
    return new Interpreter(this.execution, surroundings(this.execution.arn, this.#parts), this.#now(), this.#events);
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}
