import { jsonIn, upsert } from "../kernel/database/index.ts";
import { type App, type Ctx, hasUndo, insertAudit, parse, type RelayWork, system, transact } from "../kernel/index.ts";
import type { JobRow } from "./job.ts";
import { type JobError, type RelayMessage, relayMessage } from "./jobs.ts";
import { endingOf } from "./preempted.ts";
import type { ActionRow } from "./present.ts";
import { stepRows, workOf, writeStep } from "./repository.ts";
import { setError } from "./step.ts";

/** Takes one message of the results queue into the records. Repeats, and messages that come too late, change nothing. */
export async function takeRelayMessage(app: App, body: unknown): Promise<void> {
  const message = parse(relayMessage, body);
  const requestId = message.type === "heartbeat" ? "heartbeat" : message.request_id;
  await transact({ app, actor: system(`relay ${message.relay}`), requestId }, (ctx) => {
    switch (message.type) {
      case "heartbeat":
        return takeHeartbeat(ctx, message);
      case "progress":
        return takeProgress(ctx, message);
      case "result":
        return takeResult(ctx, message);
    }
  });
}

type Message<T extends RelayMessage["type"]> = Extract<RelayMessage, { type: T }>;

async function takeHeartbeat(ctx: Ctx, beat: Message<"heartbeat">): Promise<void> {
  await upsert(
    ctx.db,
    "relays",
    {
      name: beat.relay,
      location: beat.location,
      version: beat.relay_version,
      started_at: new Date(beat.started_at),
      last_seen: ctx.now,
      running_jobs: beat.running_jobs,
      problems: jsonIn(beat.problems),
    },
    { keys: ["name"], update: ["location", "version", "started_at", "last_seen", "running_jobs", "problems"] },
  );
}

/** The job, if this message is still about its present try and it has not ended. */
async function openJob(ctx: Ctx, message: { job: string; try: number }): Promise<JobRow | undefined> {
  const job = await ctx.db.selectFrom("jobs").selectAll().where("id", "=", message.job).forUpdate().executeTakeFirst();
  if (!job || job.try !== message.try || (job.status !== "queued" && job.status !== "running")) return undefined;
  return job;
}

/** The relay keeps the run-time limit itself; we step in only where it does not, and leave its word time to arrive. */
const RELAY_FIRST_MS = 60_000;

async function takeProgress(ctx: Ctx, progress: Message<"progress">): Promise<void> {
  const action = await findAndLock(ctx, progress.job);
  const job = action && (await openJob(ctx, progress));
  if (!job) return;
  const started = job.started_at ?? ctx.now;
  await ctx.db
    .updateTable("jobs")
    .set({
      status: "running",
      relay: progress.relay,
      upid: progress.upid ?? job.upid,
      started_at: started,
      due_at: new Date(started.getTime() + job.run_limit_seconds * 1000 + RELAY_FIRST_MS),
    })
    .where("id", "=", job.id)
    .execute();
  if (job.phase === "absence" || (await isPast(ctx, action, job))) return;
  await writeStep(
    ctx,
    { action: job.action_id, attempt: job.attempt },
    {
      name: job.step,
      status: job.phase === "do" ? "running" : "undoing",
      fraction_percent: Math.round((progress.fraction ?? 0) * 100),
      message: progress.message,
    },
  );
}

async function takeResult(ctx: Ctx, { outcome, relay, ...message }: Message<"result">): Promise<void> {
  // Action before job, in the order in which steps lock them.
  const action = await findAndLock(ctx, message.job);
  const job = action && (await openJob(ctx, message));
  if (!job) return;
  await ctx.db
    .updateTable("jobs")
    .set({
      status: outcome.ok ? "done" : "failed",
      relay,
      result: outcome.ok ? jsonIn(outcome.result) : null,
      error: outcome.ok ? null : jsonIn(outcome.error),
      started_at: job.started_at ?? ctx.now,
      finished_at: ctx.now,
    })
    .where("id", "=", job.id)
    .execute();
  if (job.phase === "absence") return takeAbsence(ctx, job, outcome);
  if (outcome.ok) await stepDone(ctx, action, job, outcome.result);
  else await stepFailed(ctx, action, job, outcome.error);
}

async function findAndLock(ctx: Ctx, job: string): Promise<ActionRow | undefined> {
  const id = job.split(".")[0] ?? "";
  return ctx.db.selectFrom("actions").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

/** Whether the execution has moved on without this job: its action has ended, or is being undone already. */
async function isPast(ctx: Ctx, action: ActionRow, job: JobRow): Promise<boolean> {
  if (action.status !== "running" || action.attempt !== job.attempt) return true;
  if (job.phase !== "do") return false;
  const rows = await stepRows(ctx, [action]);
  return rows.some(({ status }) => status === "undoing" || status === "undone");
}

async function stepDone(ctx: Ctx, action: ActionRow, job: JobRow, result: Record<string, unknown>): Promise<void> {
  const step = ctx.app.workflows.get(action.command)?.steps.find((one) => one.name === job.step);
  const relayWork: RelayWork | undefined =
    step?.kind !== "relay" ? undefined : job.phase === "do" ? step.do : hasUndo(step.undo) ? step.undo : undefined;
  const work = workOf(action);
  await relayWork?.done?.(ctx, work, result);
  if (await isPast(ctx, action, job)) return;
  await writeStep(ctx, work, { name: job.step, status: job.phase === "do" ? "done" : "undone" });
  // An earlier try of this step failed with something that passed.
  if (job.phase === "do" && action.error_step === job.step) await setError(ctx, action.id, null, null, null);
  if (job.token) ctx.send({ topic: "task", token: job.token, result: { ok: true } });
}

/**
 * Marks a relay step failed and lets its execution know. What may pass is retried by the compiled workflow; only when it
 * has given up does the failure reach `error`, from what Step Functions caught.
 */
export async function stepFailed(ctx: Ctx, action: ActionRow, job: JobRow, failure: JobError): Promise<void> {
  if (await isPast(ctx, action, job)) return;
  // What has taken its place is why it failed, whatever the relay saw of it; trying again would be in vain.
  const preempted = job.phase === "do" && action.preempted_by !== null;
  const error = preempted ? { ...failure, ...endingOf(action), retryable: false } : failure;
  await writeStep(
    ctx,
    { action: job.action_id, attempt: job.attempt },
    { name: job.step, status: "failed", message: error.message },
  );
  if (job.phase === "do" && (action.error_code === null || action.error_step === job.step))
    await setError(ctx, job.action_id, job.step, error.code, error.message, error.detail);
  if (job.token)
    ctx.send({
      topic: "task",
      token: job.token,
      result: { ok: false, code: error.retryable ? "RelayRetryable" : error.code, message: error.message },
    });
}

/** A VM that came back after its removal was removed again; operators should know that it happened. */
async function takeAbsence(ctx: Ctx, job: JobRow, outcome: Message<"result">["outcome"]): Promise<void> {
  if (outcome.ok && outcome.result.existed !== true) return;
  ctx.log.error("something was left after a removal", { request_id: ctx.requestId, job: job.id, outcome });
  await insertAudit(ctx, "server.absence_check", outcome.ok ? "done" : "failed", {
    resource: { type: "action", id: job.action_id },
    changes: { job: job.id, outcome },
  });
}
