import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import { whileTime } from "../kernel/deadline.ts";
import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { type JobRow, sendJob, waitsUntil } from "./job.ts";
import type { JobError } from "./jobs.ts";
import { RELAY_AWAY_SECONDS } from "./queries.ts";
import { lockAction } from "./repository.ts";
import { stepFailed } from "./results.ts";

const UNREACHABLE: JobError = {
  code: "relay_unreachable",
  message: "The location could not be reached for 13 days.",
  detail: null,
  retryable: false,
};
const TOO_LONG: JobError = {
  code: "run_limit_exceeded",
  message: "The work took longer than it may.",
  detail: null,
  retryable: false,
};

/** Schedule: sends the jobs that are due, and ends those that waited or ran too long. Answers how many it touched. */
export async function sweepJobs(app: App, limit = 100): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("jobs")
    .select(["id", "action_id", "request_id"])
    .where("status", "in", ["scheduled", "queued", "running"])
    .where("due_at", "<=", app.clock.now())
    .orderBy("due_at")
    .limit(limit)
    .execute();
  for (const { id, action_id, request_id } of whileTime(app, due)) {
    await transact({ app, actor: system("schedule jobs"), requestId: request_id }, async (ctx) => {
      const action = await lockAction(ctx, action_id);
      const job = await ctx.db.selectFrom("jobs").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
      if (!job || job.due_at > ctx.now) return;
      if (job.status === "scheduled") {
        await ctx.db
          .updateTable("jobs")
          .set({ status: "queued", queued_at: ctx.now, due_at: waitsUntil(ctx.now) })
          .where("id", "=", id)
          .execute();
        return sendJob(ctx, job, jsonOut(job.payload), []);
      }
      if (job.status !== "queued" && job.status !== "running") return;
      if (job.status === "running" && (await isRelayAway(ctx, job.location))) return waitAgain(ctx, job);
      const error = job.status === "queued" ? UNREACHABLE : TOO_LONG;
      await ctx.db
        .updateTable("jobs")
        .set({ status: "failed", error: jsonIn(error), finished_at: ctx.now })
        .where("id", "=", id)
        .execute();
      ctx.log.warn("job overdue", { request_id, job: id, code: error.code });
      if (job.phase !== "absence") await stepFailed(ctx, action, job, error);
    });
  }
  return due.length;
}

async function isRelayAway(ctx: Ctx, location: string): Promise<boolean> {
  const since = new Date(ctx.now.getTime() - RELAY_AWAY_SECONDS * 1000);
  const present = await ctx.db
    .selectFrom("relays")
    .select("name")
    .where("location", "=", location)
    .where("last_seen", ">", since)
    .limit(1)
    .executeTakeFirst();
  return present === undefined;
}

/** Waiting is not failing: its message comes again to the relay that returns, and its run-time limit begins anew then. */
async function waitAgain(ctx: Ctx, job: JobRow): Promise<void> {
  await ctx.db
    .updateTable("jobs")
    .set({ status: "queued", started_at: null, due_at: waitsUntil(job.queued_at) })
    .where("id", "=", job.id)
    .execute();
  ctx.log.warn("job waits for its relay again", { request_id: ctx.requestId, job: job.id, location: job.location });
}
