import { createHash } from "node:crypto";
import { affected, insertIgnore } from "../kernel/database/index.ts";
import type { App, Ctx } from "../kernel/index.ts";

const DAY = 24 * 3600 * 1000;

/**
 * Whether one more letter of a kind may go out today: nobody may have a stranger's mailbox filled. `what` is counted by
 * calendar day (UTC), atomically: of many requests at once no more than `most` are let through.
 */
export async function mayWrite(ctx: Ctx, kind: string, what: string, most: number): Promise<boolean> {
  const day = ctx.now.toISOString().slice(0, 10);
  const id = createHash("sha256").update(`${kind}\n${what}\n${day}`).digest("hex");
  const row = { id, letters: 0, expires_at: new Date(ctx.now.getTime() + 2 * DAY) };
  // Both statements each time: how long it takes must not tell whether there was a letter before.
  await insertIgnore(ctx.db, "mail_caps", row);
  const counted = await ctx.db
    .updateTable("mail_caps")
    .set((eb) => ({ letters: eb("letters", "+", 1) }))
    .where("id", "=", id)
    .where("letters", "<", most)
    .executeTakeFirst();
  return affected(counted) > 0;
}

/** Schedule: forgets counts of days gone by. */
export async function forgetMailCaps(app: App): Promise<void> {
  await app.db.kysely.deleteFrom("mail_caps").where("expires_at", "<", app.clock.now()).execute();
}
