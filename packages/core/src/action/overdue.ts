import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import { type App, system, transact } from "../kernel/index.ts";
import { sendJob } from "./job.ts";
import type { JobError } from "./jobs.ts";
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
  for (const { id, action_id, request_id } of due) {
    await transact({ app, actor: system("schedule jobs"), requestId: request_id }, async (ctx) => {
      const action = await lockAction(ctx, action_id);
      const job = await ctx.db.selectFrom("jobs").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
      if (!job || job.due_at > ctx.now) return;
      if (job.status === "scheduled") {
        await ctx.db
          .updateTable("jobs")
          .set({ status: "queued", queued_at: ctx.now, due_at: new Date(ctx.now.getTime() + 13 * 24 * 3600 * 1000) })
          .where("id", "=", id)
          .execute();
        return sendJob(ctx, job, jsonOut(job.payload), []);
      }
      if (job.status !== "queued" && job.status !== "running") return;
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
