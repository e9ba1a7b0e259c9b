import { createHash } from "node:crypto";
import { affected, insertIgnore } from "../kernel/database/index.ts";
import type { App, Ctx } from "../kernel/index.ts";
import { HOUR_MS } from "./email-proof.ts";
import { placeOf } from "./known-device.ts";

const DAY_MS = 24 * HOUR_MS;

/**
 * Letters of a kind that strangers may have sent to one address: a day from each network, so that nobody fills a mailbox,
 * and an hour from all of them. Whoever has used these up cannot keep its owner from theirs: in that hour, letters have
 * arrived whose links are good for an hour at least, and in the next one there are more.
 */
const FROM_A_NETWORK_A_DAY = 5;
const FROM_ALL_AN_HOUR = 3;

/** What is asked for: each kind counts by itself, since a letter of another kind helps nobody. */
type Asked = "register" | "reset" | "change";

/** Whether one more letter may go to an address because somebody has asked for it who has not proved it theirs. */
export const mayWriteFor = async (ctx: Ctx, asked: Asked, email: string): Promise<boolean> =>
  (await usedUpFor(ctx, asked, email)) === undefined;

/** The same, with when to ask again where none may go; undefined: one may. */
export async function usedUpFor(ctx: Ctx, asked: Asked, email: string): Promise<"tomorrow" | "in an hour" | undefined> {
  const fromHere = `${asked} ${email} ${placeOf(ctx)}`;
  if (!(await mayWrite(ctx, fromHere, FROM_A_NETWORK_A_DAY, DAY_MS))) return "tomorrow";
  if (await mayWrite(ctx, `${asked} ${email}`, FROM_ALL_AN_HOUR, HOUR_MS)) return undefined;
  // No letter, so none of theirs: who asks in vain while others ask too much still has their own.
  await ctx.db
    .updateTable("mail_caps")
    .set((eb) => ({ letters: eb("letters", "-", 1) }))
    .where("id", "=", countOf(ctx, fromHere, DAY_MS).id)
    .execute();
  return "in an hour";
}

function countOf(ctx: Ctx, what: string, withinMs: number): { id: string; ends: Date } {
  const span = Math.floor(ctx.now.getTime() / withinMs);
  const id = createHash("sha256").update(`${what}\n${withinMs}\n${span}`).digest("hex");
  return { id, ends: new Date((span + 1) * withinMs) };
}

/**
 * Whether one more may go out of what is counted as `what`, within the hour or day (UTC) there is; atomically: of many
 * requests at once no more than `most` are let through.
 */
export async function mayWrite(ctx: Ctx, what: string, most: number, withinMs: number): Promise<boolean> {
  const { id, ends } = countOf(ctx, what, withinMs);
  const row = { id, letters: 0, expires_at: ends };
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

/** Schedule: forgets counts of hours and days gone by. */
export async function forgetMailCaps(app: App): Promise<void> {
  await app.db.kysely.deleteFrom("mail_caps").where("expires_at", "<", app.clock.now()).execute();
}
