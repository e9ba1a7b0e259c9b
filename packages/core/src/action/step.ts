import { isRetryable, jsonIn, jsonOut, OutcomeUnknown } from "../kernel/database/index.ts";
import { OutOfTime } from "../kernel/deadline.ts";
import {
  type App,
  AppError,
  type Ctx,
  hasUndo,
  type NoUndo,
  type RelayWork,
  type Step,
  type StepEvent,
  system,
  transact,
  type Work,
} from "../kernel/index.ts";
import { issueJob } from "./job.ts";
import { endingOf } from "./preempted.ts";
import { type ActionRow, leftoversOf } from "./present.ts";
import { lockAction, stepRows, workOf, writeStep } from "./repository.ts";
import { sendExecution } from "./start.ts";

/** A step failed: what Step Functions catches. `name` is the stable code. */
export class StepFailed extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

/** Something passing is in the way; the compiled workflow retries this name. */
export class Retryable extends Error {
  override readonly name = "Retryable";
}

/**
 * What passes by itself. A commit in doubt counts: running the step again changes nothing if it did happen. So does a
 * Lambda's end: what waited that long for a lock is rolled back.
 */
const passes = (error: unknown): boolean =>
  isRetryable(error) || error instanceof OutcomeUnknown || error instanceof OutOfTime;

/** The `step` Lambda: runs one state of one execution. Running it again changes nothing. */
export async function runStep(app: App, event: StepEvent): Promise<void> {
  try {
    await runRecorded(app, event);
  } catch (error) {
    throw passes(error) ? new Retryable(String(error), { cause: error }) : error;
  }
}

/** Runs the state, and writes a failure that is the step's own into the records. */
async function runRecorded(app: App, event: StepEvent): Promise<void> {
  const requestId = await requestOf(app, event.action);
  const call = { app, actor: system(`workflow ${event.workflow}`), requestId };
  const log = app.log.with({ request_id: requestId, action: event.action, step: event.step, phase: event.phase });
  try {
    await transact(call, (ctx) => runPhase(ctx, event));
    log.info("step ran");
  } catch (error) {
    if (passes(error)) throw error;
    const failure = failureOf(error);
    if (failure.defect) log.error("step crashed", { error: error instanceof Error ? error.stack : String(error) });
    else log.warn("step failed", { code: failure.code, reason: failure.message });
    if (event.phase === "do" || event.phase === "undo")
      await transact(call, (ctx) => recordFailure(ctx, event, failure.code, failure.message));
    throw new StepFailed(failure.code, failure.message);
  }
}

async function requestOf(app: App, action: string): Promise<string> {
  const row = await app.db.kysely
    .selectFrom("actions")
    .select("request_id")
    .where("id", "=", action)
    .executeTakeFirst();
  return row?.request_id ?? "unknown";
}

function failureOf(error: unknown): { code: string; message: string; defect: boolean } {
  if (error instanceof AppError) return { code: error.code, message: error.message, defect: false };
  if (error instanceof StepFailed) return { code: error.name, message: error.message, defect: false };
  return { code: "internal_error", message: "An internal error stopped this step.", defect: true };
}

async function runPhase(ctx: Ctx, event: StepEvent): Promise<void> {
  const action = await lockAction(ctx, event.action);
  // A late repeat of an earlier attempt, or of an action that has ended, has nothing left to do.
  if (action.attempt !== event.attempt || action.status !== "running") return skip(ctx, event.token);
  const work = workOf(action);
  switch (event.phase) {
    case "do":
      return doStep(ctx, action, work, stepOf(ctx, event), event.token);
    case "undo":
      return undoStep(ctx, action, work, stepOf(ctx, event), event);
    case "finish":
      if (action.undo_only) throw new StepFailed(action.error_code ?? "undo", action.error_message ?? "Undoing.");
      if (action.cancel_requested) throw cancelled(action);
      return endAction(ctx, action, work, []);
    case "undone":
      return endAction(ctx, await withError(ctx, action, event), work, []);
    case "stuck": {
      const leftovers = leftoversOf(ctx.app, action.command, await stepRows(ctx, [action]), jsonOut(action.leftovers));
      return endAction(ctx, await withError(ctx, action, event), work, leftovers);
    }
  }
}

function cancelled(action: ActionRow): StepFailed {
  const { code, message } = endingOf(action);
  return new StepFailed(code, message);
}

function stepOf(ctx: Ctx, event: StepEvent): Step {
  const step = ctx.app.workflows.get(event.workflow)?.steps.find((one) => one.name === event.step);
  if (!step) throw new Error(`workflow ${event.workflow} has no step ${event.step}`);
  return step;
}

async function doStep(ctx: Ctx, action: ActionRow, work: Work, step: Step, token: string | undefined): Promise<void> {
  if (action.undo_only) return skip(ctx, token);
  if (action.cancel_requested) throw cancelled(action);
  if (step.kind === "control") {
    await step.do(ctx, work);
    return writeStep(ctx, work, { name: step.name, status: "done" });
  }
  const issued = await issueJob(ctx, work, step.name, "do", step.do, token);
  await writeStep(ctx, work, { name: step.name, status: issued === "nothing" ? "done" : "running" });
}

async function undoStep(ctx: Ctx, action: ActionRow, work: Work, step: Step, event: StepEvent): Promise<void> {
  await withError(ctx, action, event);
  if (step.kind === "control") {
    if (hasUndo(step.undo)) await step.undo(ctx, work);
    return writeStep(ctx, work, { name: step.name, status: "undone" });
  }
  const undo: RelayWork | NoUndo = step.undo;
  if (!hasUndo(undo)) return skip(ctx, event.token);
  const issued = await issueJob(ctx, work, step.name, "undo", undo, event.token);
  await writeStep(ctx, work, { name: step.name, status: issued === "nothing" ? "undone" : "undoing" });
}

function skip(ctx: Ctx, token: string | undefined): void {
  if (token) ctx.send({ topic: "task", token, result: { ok: true } });
}

async function recordFailure(ctx: Ctx, event: StepEvent, code: string, message: string): Promise<void> {
  const action = await lockAction(ctx, event.action);
  if (action.attempt !== event.attempt || action.status !== "running" || !event.step) return;
  await writeStep(ctx, workOf(action), { name: event.step, status: "failed", message });
  if (action.error_code === null) await setError(ctx, action.id, event.step, code, message);
}

export async function setError(
  ctx: Ctx,
  action: string,
  step: string | null,
  code: string | null,
  message: string | null,
  detail: string | null = null,
): Promise<void> {
  await ctx.db
    .updateTable("actions")
    .set({ error_step: step, error_code: code, error_message: message, error_detail: detail })
    .where("id", "=", action)
    .execute();
}

/**
 * What Step Functions caught counts where nothing of ours was recorded: a Lambda that timed out, for one. Then the step
 * that failed is the first that is not done.
 */
async function withError(ctx: Ctx, action: ActionRow, event: StepEvent): Promise<ActionRow> {
  if (action.error_code !== null) return action;
  const caught = event.error?.Error ?? "";
  const code = /^[a-z]+(_[a-z]+)*$/.test(caught) ? caught : "internal_error";
  const ending = endingOf(action);
  const message = code === ending.code ? ending.message : "A step did not finish.";
  const rows = await stepRows(ctx, [action]);
  const done = new Set(rows.filter((row) => row.status === "done").map((row) => row.name));
  const step = ctx.app.workflows.get(event.workflow)?.steps.find(({ name }) => !done.has(name))?.name ?? null;
  const detail = [caught, event.error?.Cause].filter(Boolean).join(": ") || null;
  await setError(ctx, action.id, step, code, message, detail);
  return { ...action, error_step: step, error_code: code, error_message: message };
}

async function endAction(ctx: Ctx, action: ActionRow, work: Work, leftovers: string[]): Promise<void> {
  const failed = action.error_code !== null;
  const workflow = ctx.app.workflows.get(action.command);
  await workflow?.ended(
    ctx,
    work,
    failed
      ? { status: "error", code: action.error_code ?? "", message: action.error_message ?? "", leftovers }
      : { status: "success" },
  );
  await ctx.db
    .updateTable("actions")
    .set({ status: failed ? "error" : "success", finished_at: ctx.now, leftovers: jsonIn(leftovers) })
    .where("id", "=", action.id)
    .execute();
  ctx.send({
    topic: "event",
    type: failed ? "action.failed" : "action.succeeded",
    tenant: action.tenant_id,
    payload: {
      action: action.id,
      command: action.command,
      resource: { type: action.subject_type, id: action.subject_id },
      ...(failed ? { code: action.error_code } : {}),
    },
  });
  const followers = await ctx.db
    .selectFrom("actions")
    .select(["id", "command", "attempt"])
    .where("follows", "=", action.id)
    .where("status", "=", "running")
    .execute();
  for (const follower of followers) sendExecution(ctx, follower);
}
