import type { Ctx } from "../kernel/index.ts";
import { endingOf, type Preemption } from "./preempted.ts";
import { lockAction } from "./repository.ts";

/**
 * Asks a running action to stop and undo itself: at once where its job has not begun at the relay, else when that job
 * ends. The job's message may still be under way; its undo follows it in the same FIFO group.
 * @param preempted_by what takes its place, which is what its customer is told
 */
export async function cancelAction(ctx: Ctx, id: string, preempted_by: Preemption | null = null): Promise<void> {
  const action = await lockAction(ctx, id);
  if (action.status !== "running") return;
  await ctx.db.updateTable("actions").set({ cancel_requested: true, preempted_by }).where("id", "=", id).execute();
  const waiting = await ctx.db
    .selectFrom("jobs")
    .select(["id", "token"])
    .where("action_id", "=", id)
    .where("attempt", "=", action.attempt)
    .where("status", "=", "queued")
    .where("phase", "=", "do")
    .forUpdate()
    .execute();
  for (const job of waiting) {
    await ctx.db
      .updateTable("jobs")
      .set({ status: "cancelled", finished_at: ctx.now })
      .where("id", "=", job.id)
      .execute();
    if (job.token)
      ctx.send({
        topic: "task",
        token: job.token,
        result: { ok: false, ...endingOf({ preempted_by }) },
      });
  }
}
