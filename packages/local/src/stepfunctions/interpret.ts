import { contextObject, type Surroundings } from "./context.ts";
import type { State } from "./definition.ts";
import { StateError } from "./error.ts";
import { evaluate, type Next, output, selected } from "./evaluate.ts";
import * as event from "./events.ts";
import { type Ending, type Execution, type HistoryEvent, type Transition, tooLarge } from "./execution.ts";
import { onFailure } from "./failure.ts";
import type { Json } from "./json.ts";
import { write } from "./path.ts";
import { dueAt, type Position, type TaskPhase } from "./position.ts";
import { taskPhase } from "./task.ts";
import { fill } from "./template.ts";

/** Step Functions ends an execution whose history would grow longer. */
const MAX_EVENTS = 25_000;

/** On to a state with its raw input, or as far as it goes for now. */
type Onward = { to: string; raw: Json } | Transition;

/**
 * The Amazon States Language as steps from position to position. Nothing here waits, calls or stores anything: given what
 * has happened and when, each method says where the execution stands next. One interpreter makes one transition.
 */
export class Interpreter {
  readonly #execution: Execution;
  readonly #around: Surroundings;
  readonly #now: number;
  /** History so far, before this transition. */
  readonly #before: number;
  readonly #events: HistoryEvent[] = [];

  constructor(execution: Execution, around: Surroundings, now: number, before: number) {
    this.#execution = execution;
    this.#around = around;
    this.#now = now;
    this.#before = before;
  }

  begin(): Transition {
    this.#events.push(event.executionStarted(this.#execution.input, this.#around.roleArn));
    return this.#go({ to: this.#execution.definition.StartAt, raw: this.#execution.input });
  }

  /** The task's result has come, from its function or with its token. */
  succeed(position: Position, phase: TaskPhase, result: Json): Transition {
    this.#events.push(event.taskSucceeded(phase, result));
    const onward = this.#guarded(position, () => {
      const state = this.#state(position.state);
      if (state.Type !== "Task") throw new StateError("States.Runtime", `${position.state} is no task.`);
      const context = this.#context(position);
      const kept = state.ResultSelector === undefined ? result : fill(state.ResultSelector, result, context);
      const path = state.ResultPath === undefined ? "$" : state.ResultPath;
      return this.#leave(position.state, state, output(state, write(path, position.input, kept), context));
    });
    return this.#go(onward);
  }

  /** The task has failed: tried again later, caught, or the end. */
  fail(position: Position, phase: TaskPhase, error: string, cause: string | null): Transition {
    this.#events.push(event.taskFailed(phase, error, cause));
    return this.#go(this.#failed(position, error, cause));
  }

  /** The function has taken the task; what counts is its token now. */
  submitted(position: Position, phase: TaskPhase, answer: Json): Transition {
    this.#events.push(event.taskSubmitted(phase, answer));
    return { events: this.#events, position: { ...position, phase: { ...phase, submitted: true } } };
  }

  end(ending: Ending): Transition {
    this.#events.push(event.executionEnded(ending));
    return { events: this.#events, ending };
  }

  /** What the passing of time brings; null when nothing is due yet. */
  due(position: Position): Transition | null {
    const limit = this.#execution.definition.TimeoutSeconds;
    if (limit !== undefined && this.#now >= this.#execution.startedAt + limit * 1000) {
      return this.end({ status: "TIMED_OUT", error: "States.Timeout", cause: null });
    }
    const at = dueAt(position);
    if (at === null || this.#now < at) return null;
    const { phase } = position;
    if (phase.kind === "task") {
      const overall = phase.timeoutAt !== null && this.#now >= phase.timeoutAt;
      return this.fail(position, phase, overall ? "States.Timeout" : "States.HeartbeatTimeout", null);
    }
    const onward = this.#guarded(position, () => {
      if (phase.kind === "retry") return this.#schedule(position);
      const state = this.#state(position.state);
      const context = this.#context(position);
      return this.#leave(position.state, state, output(state, selected(state, position.input, context), context));
    });
    return this.#go(onward);
  }

  /** From state to state until one takes time, or the end. */
  #go(onward: Onward): Transition {
    let at = onward;
    while ("to" in at) {
      if (this.#before + this.#events.length > MAX_EVENTS) {
        const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
        return this.end({ status: "FAILED", error: "States.Runtime", cause });
      }
      at = this.#enter(at.to, at.raw);
    }
    return at;
  }

  #enter(name: string, raw: Json): Onward {
    const state = this.#state(name);
    this.#events.push(event.stateEntered(state.Type, name, raw));
    const arrived = { state: name, input: raw, enteredAt: this.#now, retried: [] };
    const position: Position = { ...arrived, phase: { kind: "wait", until: this.#now } };
    return this.#guarded(position, () => {
      if (state.Type === "Task") return this.#schedule(position);
      const next: Next = evaluate(name, state, raw, this.#context(position), this.#now);
      if ("until" in next) {
        return { events: this.#events, position: { ...arrived, phase: { kind: "wait", until: next.until } } };
      }
      if ("fail" in next) return this.end({ status: "FAILED", ...next.fail });
      return this.#leave(name, state, next.output, next.to);
    });
  }

  #leave(name: string, state: State, result: Json, to = "Next" in state ? state.Next : undefined): Onward {
    if (tooLarge(result)) throw limitExceeded(`output of ${name}`);
    this.#events.push(event.stateExited(state.Type, name, result));
    return to === undefined ? this.end({ status: "SUCCEEDED", output: result }) : { to, raw: result };
  }

  #schedule(position: Position): Transition {
    const state = this.#state(position.state);
    if (state.Type !== "Task") throw new StateError("States.Runtime", `${position.state} is no task.`);
    const phase = taskPhase({
      state,
      input: selected(state, position.input, this.#context(position)),
      context: (token) => this.#context(position, token),
      token: this.#around.token,
      now: this.#now,
    });
    if (tooLarge(phase.payload)) throw limitExceeded(`payload of ${position.state}`);
    const seconds = phase.timeoutAt === null ? null : (phase.timeoutAt - this.#now) / 1000;
    this.#events.push(
      event.taskScheduled(phase, this.#around.region, state.Resource, seconds),
      event.taskStarted(phase),
    );
    return { events: this.#events, position: { ...position, phase } };
  }

  #guarded(position: Position, work: () => Onward): Onward {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return this.#failed(position, error.error, error.why);
    }
  }

  #failed(position: Position, error: string, cause: string | null): Onward {
    const state = this.#state(position.state);
    const next = state.Type === "Task" ? onFailure(state, position, error, cause, this.#now) : null;
    if (next === null) return this.end({ status: "FAILED", error, cause });
    if ("retry" in next) return { events: this.#events, position: next.retry };
    this.#events.push(event.stateExited(state.Type, position.state, next.output));
    return { to: next.to, raw: next.output };
  }

  #state(name: string): State {
    const state = this.#execution.definition.States[name];
    if (!state) throw new Error(`the definition of ${this.#execution.arn} has no state ${name}`);
    return state;
  }

  #context(position: Position, token: string | null = null): Json {
    return contextObject(this.#execution, this.#around, position, token);
  }
}

const limitExceeded = (what: string) =>
  new StateError("States.DataLimitExceeded", `The ${what} is larger than 262144 bytes.`);
