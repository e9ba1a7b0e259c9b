import type { RelayWork } from "../kernel/index.ts";

/**
 * An undo that an earlier attempt of the action has done is not done again: when an operator undoes once more what
 * remained, the lock is long gone, and what the server's owner did since (stopped it, say) stands.
 */
export const undoOnce = (step: string, undo: RelayWork): RelayWork => ({
  ...undo,
  async job(ctx, work) {
    const before = await ctx.db
      .selectFrom("action_steps")
      .select("attempt")
      .where("action_id", "=", work.action)
      .where("name", "=", step)
      .where("status", "=", "undone")
      .where("attempt", "<", work.attempt)
      .executeTakeFirst();
    return before ? null : undo.job(ctx, work);
  },
});
