import type { Ctx } from "./ctx.ts";
import type { Id } from "./id.ts";

/**
 * A workflow is the saga behind an action: steps in order, each with its undo or a written reason for having none.
 * It is written once, here in TypeScript, and compiled to Amazon States Language (`compile`). Step Functions runs that
 * JSON in the cloud, packages/local runs the same JSON on one machine.
 */
export interface Workflow {
  /** Dotted, as customers see it in `action.command`: `server.create`. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** Runs in the transaction that ends the action, whatever the outcome: frees locks, settles states. */
  ended(ctx: Ctx, work: Work, outcome: Outcome): Promise<void>;
}

export type Step = ControlStep | RelayStep;

/** Why there is nothing to undo, in words for the next engineer. */
export interface NoUndo {
  none: string;
}

interface StepBase {
  readonly name: string;
  /** What the customer reads in the timeline. */
  readonly title: string;
}

/** Done here, in one database transaction. Repeating it must change nothing. */
export interface ControlStep extends StepBase {
  readonly kind: "control";
  readonly do: (ctx: Ctx, work: Work) => Promise<void>;
  readonly undo: ((ctx: Ctx, work: Work) => Promise<void>) | NoUndo;
}

/** Done by a location's relay: a job goes out, the execution waits for its result. */
export interface RelayStep extends StepBase {
  readonly kind: "relay";
  readonly do: RelayWork;
  readonly undo: RelayWork | NoUndo;
}

export interface RelayWork {
  /** The job to send; null when the records say there is nothing to do. */
  job(ctx: Ctx, work: Work): Promise<JobOrder | null>;
  /** Takes the relay's result into our records, in the transaction that marks the step done. */
  done?(ctx: Ctx, work: Work, result: unknown): Promise<void>;
}

/** What one execution works on. */
export interface Work {
  readonly action: Id<"act">;
  readonly attempt: number;
  readonly tenant: Id<"ten"> | null;
  readonly subject: { type: string; id: string };
  readonly input: Record<string, unknown>;
}

export interface JobOrder {
  kind: string;
  location: string;
  /** FIFO group: jobs of one group run one after another. */
  group: string;
  /** Seconds the relay may work on it, counted from its first progress message. */
  runLimitSeconds: number;
  payload: Record<string, unknown>;
}

export type Outcome = { status: "success" } | { status: "error"; code: string; message: string; leftovers: string[] };

/** Input of the `step` Lambda, as the compiled states send it. */
export interface StepEvent {
  workflow: string;
  action: string;
  attempt: number;
  phase: "do" | "undo" | "finish" | "undone" | "stuck";
  step?: string;
  /** Task token of a relay step. Never leaves the control plane. */
  token?: string;
  error?: { Error?: string; Cause?: string };
}

export const hasUndo = <U>(undo: U | NoUndo): undo is U =>
  !(typeof undo === "object" && undo !== null && "none" in undo);

/** Step Functions' own limit of SQS's 14 days: a job may wait 13 for a relay that is away, then a schedule fails it. */
const RELAY_TIMEOUT_SECONDS = 14 * 24 * 3600;

const LAMBDA_HICCUPS = {
  ErrorEquals: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Retryable",
  ],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 8,
  MaxDelaySeconds: 60,
};

/** A relay gave up on something that may pass (`RelayRetryable`): ask again, later and later. */
const RELAY_RETRY = { ErrorEquals: ["RelayRetryable"], IntervalSeconds: 5, BackoffRate: 3, MaxAttempts: 3 };

/**
 * Nothing comes after a settling state that could still free the lock, so it is tried again for more than an
 * hour whatever stopped it, a Lambda that ran out of time included. Settling twice changes nothing.
 */
const SETTLE_RETRY = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 5,
  BackoffRate: 2,
  MaxAttempts: 20,
  MaxDelaySeconds: 300,
};

type State = Record<string, unknown>;
export interface StateMachine {
  Comment: string;
  StartAt: string;
  States: Record<string, State>;
}

/**
 * Compiles to Amazon States Language. A failing step is undone itself first, then the completed ones in reverse order;
 * an undo that fails ends in `stuck`. State names are what an operator reads in the console: `clone`, `undo clone`.
 */
export function compile(workflow: Workflow, stepFunctionArn: string): StateMachine {
  const states: Record<string, State> = {};
  const base = { workflow: workflow.name, "action.$": "$.action", "attempt.$": "$.attempt" };

  const task = (payload: State, next: string, relay: boolean, caught: string | undefined): State => ({
    Type: "Task",
    Resource: `arn:aws:states:::lambda:invoke${relay ? ".waitForTaskToken" : ""}`,
    Parameters: {
      FunctionName: stepFunctionArn,
      Payload: { ...base, ...payload, ...(relay ? { "token.$": "$$.Task.Token" } : {}) },
    },
    ...(relay ? { TimeoutSeconds: RELAY_TIMEOUT_SECONDS } : { TimeoutSeconds: 120 }),
    ResultPath: null,
    Retry: [LAMBDA_HICCUPS, ...(relay ? [RELAY_RETRY] : caught ? [] : [SETTLE_RETRY])],
    ...(caught ? { Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: caught }] } : {}),
    Next: next,
  });

  /** First undo state for a failure in step `index`, counting down. */
  const undoFrom = (index: number): string => {
    for (let i = index; i >= 0; i--) {
      const step = workflow.steps[i];
      if (step && hasUndo<unknown>(step.undo)) return `undo ${step.name}`;
    }
    return "settle undone";
  };

  workflow.steps.forEach((step, index) => {
    const next = workflow.steps[index + 1]?.name ?? "finish";
    states[step.name] = task({ phase: "do", step: step.name }, next, step.kind === "relay", undoFrom(index));
    if (hasUndo<unknown>(step.undo)) {
      const payload = { phase: "undo", step: step.name, "error.$": "$.error" };
      states[`undo ${step.name}`] = task(payload, undoFrom(index - 1), step.kind === "relay", "settle stuck");
    }
  });
  states.finish = task({ phase: "finish" }, "succeeded", false, undoFrom(workflow.steps.length - 1));
  states.succeeded = { Type: "Succeed" };
  states["settle undone"] = task({ phase: "undone", "error.$": "$.error" }, "undone", false, undefined);
  states.undone = { Type: "Fail", Error: "Undone", Cause: "A step failed; everything before it was undone." };
  // Step Functions refuses a definition with a state that nothing leads to.
  if (workflow.steps.some((step) => hasUndo<unknown>(step.undo))) {
    states["settle stuck"] = task({ phase: "stuck", "error.$": "$.error" }, "stuck", false, undefined);
    states.stuck = { Type: "Fail", Error: "Stuck", Cause: "An undo failed; the action names what remains." };
  }

  return {
    Comment: `Hostwright workflow ${workflow.name}`,
    StartAt: workflow.steps[0]?.name ?? "finish",
    States: states,
  };
}

/** Name of a workflow's state machine: dots are not allowed there. */
export const stateMachineName = (workflow: string): string => `hostwright-${workflow.replaceAll(".", "-")}`;
