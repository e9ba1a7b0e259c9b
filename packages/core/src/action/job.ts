import type { Selectable } from "kysely";
import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import type { Ctx, JobOrder, RelayWork, Work } from "../kernel/index.ts";
import type { JobMessage } from "./jobs.ts";
import type { JobTable } from "./tables.ts";

/** SQS keeps a message for 14 days; a job waits one day less for a relay that is away. */
const WAIT_DAYS = 13;
const DAY = 24 * 3600 * 1000;
export const waitsUntil = (queued: Date): Date => new Date(queued.getTime() + WAIT_DAYS * DAY);

export type JobRow = Selectable<JobTable>;

export const jobId = (work: { action: string; attempt: number }, step: string, phase: JobTable["phase"]): string =>
  `${work.action}.${work.attempt}.${step}.${phase}`;

/**
 * Sends a relay step's job, once: a repeat of the step finds the job and either waits on, or gets the stored answer.
 * @returns "nothing" when the records say that there is nothing to do, or it is done already.
 */
export async function issueJob(
  ctx: Ctx,
  work: Work,
  step: string,
  phase: "do" | "undo",
  relayWork: RelayWork,
  token: string | undefined,
): Promise<"issued" | "nothing"> {
  const id = jobId(work, step, phase);
  const known = await ctx.db.selectFrom("jobs").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (known) return answerAgain(ctx, known, token);
  const order = await relayWork.job(ctx, work);
  if (!order) {
    if (token) ctx.send({ topic: "task", token, result: { ok: true } });
    return "nothing";
  }
  const row = newJob(ctx, work, step, phase, order, token ?? null);
  await ctx.db
    .insertInto("jobs")
    .values({ ...row, payload: jsonIn(order.payload), result: null, error: null })
    .execute();
  sendJob(ctx, row, order.payload, phase === "undo" ? [jobId(work, step, "do")] : []);
  return "issued";
}

function newJob(
  ctx: Ctx,
  work: { action: string; attempt: number },
  step: string,
  phase: JobTable["phase"],
  order: JobOrder,
  token: string | null,
): Omit<JobRow, "payload" | "result" | "error"> {
  return {
    id: jobId(work, step, phase),
    action_id: work.action,
    attempt: work.attempt,
    step,
    phase,
    kind: order.kind,
    location: order.location,
    group_key: order.group,
    status: "queued",
    try: 1,
    run_limit_seconds: order.runLimitSeconds,
    request_id: ctx.requestId,
    token,
    relay: null,
    upid: null,
    queued_at: ctx.now,
    due_at: waitsUntil(ctx.now),
    started_at: null,
    finished_at: null,
  };
}

async function answerAgain(ctx: Ctx, job: JobRow, token: string | undefined): Promise<"issued" | "nothing"> {
  if (job.status === "done") {
    if (token) ctx.send({ topic: "task", token, result: { ok: true } });
    return "nothing";
  }
  if (job.status === "failed" || job.status === "cancelled") {
    const again = { ...job, status: "queued" as const, try: job.try + 1 };
    await ctx.db
      .updateTable("jobs")
      .set({
        status: "queued",
        try: again.try,
        token: token ?? null,
        error: null,
        queued_at: ctx.now,
        due_at: waitsUntil(ctx.now),
        started_at: null,
        finished_at: null,
      })
      .where("id", "=", job.id)
      .execute();
    sendJob(ctx, again, jsonOut(job.payload), []);
    return "issued";
  }
  await ctx.db
    .updateTable("jobs")
    .set({ token: token ?? null })
    .where("id", "=", job.id)
    .execute();
  return "issued";
}

export function sendJob(
  ctx: Ctx,
  job: Omit<JobRow, "payload" | "result" | "error">,
  payload: Record<string, unknown>,
  supersedes: string[],
): void {
  const body: JobMessage = {
    version: 1,
    job: job.id,
    try: job.try,
    kind: job.kind,
    location: job.location,
    group: job.group_key,
    request_id: job.request_id,
    issued_at: ctx.now.toISOString(),
    run_limit_seconds: job.run_limit_seconds,
    supersedes,
    payload,
  };
  ctx.send({ topic: "job", location: job.location, group: job.group_key, deduplication: `${job.id}.${job.try}`, body });
}

/**
 * Plans a job nobody waits for, to be sent after `delaySeconds` by the schedule: after an undo or a deletion, absence is
 * looked at again when no message of before can be under way any more.
 */
export async function scheduleJob(
  ctx: Ctx,
  work: Work,
  step: string,
  order: JobOrder,
  delaySeconds: number,
): Promise<void> {
  const row = newJob(ctx, work, step, "absence", order, null);
  const known = await ctx.db.selectFrom("jobs").select("id").where("id", "=", row.id).executeTakeFirst();
  if (known) return;
  await ctx.db
    .insertInto("jobs")
    .values({
      ...row,
      status: "scheduled",
      due_at: new Date(ctx.now.getTime() + delaySeconds * 1000),
      payload: jsonIn(order.payload),
      result: null,
      error: null,
    })
    .execute();
}
