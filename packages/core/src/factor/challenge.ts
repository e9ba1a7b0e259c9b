import { createHash, randomBytes } from "node:crypto";
import { affected, jsonIn, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";

/** What a challenge is for: one answered for a purpose is nothing for another. */
export type Purpose = "sign-in" | "passkey-sign-in" | "passkey-registration" | "step-up" | "oidc" | "oidc-step-up";

export const CHALLENGE_SECONDS = 5 * 60;
/** So many answers are looked at. */
const TRIES = 5;

export interface Opening {
  purpose: Purpose;
  user: string | null;
  data: unknown;
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Opens a challenge; its token is answered this once, and only its hash is kept. */
export async function openChallenge(ctx: Ctx, { purpose, user, data }: Opening): Promise<string> {
  const token = `hwc_${randomBytes(32).toString("base64url")}`;
  await ctx.db
    .insertInto("challenges")
    .values({
      hash: hashOf(token),
      purpose,
      user_id: user,
      data: jsonIn(data),
      tries: 0,
      expires_at: new Date(ctx.now.getTime() + CHALLENGE_SECONDS * 1000),
      used_at: null,
    })
    .execute();
  return token;
}

export interface Challenge {
  hash: string;
  user: string | null;
  data: unknown;
}

/**
 * The open challenge of a token, locked, with this try counted: the count stays when the answer is refused by an
 * AppError that is returned. One that was answered, has lapsed or was tried too often is as good as unknown.
 */
export async function tryChallenge(ctx: Ctx, purpose: Purpose, token: string): Promise<Challenge | AppError> {
  const hash = hashOf(token);
  const counted = await ctx.db
    .updateTable("challenges")
    .set((eb) => ({ tries: eb("tries", "+", 1) }))
    .where("hash", "=", hash)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("tries", "<", TRIES)
    .where("expires_at", ">", ctx.now)
    .executeTakeFirst();
  if (affected(counted) !== 1) return lapsed();
  const row = await ctx.db.selectFrom("challenges").selectAll().where("hash", "=", hash).executeTakeFirstOrThrow();
  return { hash, user: row.user_id, data: jsonOut(row.data) };
}

/** Ends a challenge: it was answered. */
export async function closeChallenge(ctx: Ctx, { hash }: Challenge): Promise<void> {
  await ctx.db.updateTable("challenges").set({ used_at: ctx.now }).where("hash", "=", hash).execute();
}

/**
 * Answers a challenge that allows one try: it is over by this one statement, whatever the answer is worth, so that it
 * needs no transaction around it.
 */
export async function takeChallenge(ctx: Ctx, purpose: Purpose, token: string): Promise<Challenge | AppError> {
  const hash = hashOf(token);
  const taken = await ctx.db
    .updateTable("challenges")
    .set({ used_at: ctx.now })
    .where("hash", "=", hash)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", ctx.now)
    .executeTakeFirst();
  if (affected(taken) !== 1) return lapsed();
  const row = await ctx.db.selectFrom("challenges").selectAll().where("hash", "=", hash).executeTakeFirstOrThrow();
  return { hash, user: row.user_id, data: jsonOut(row.data) };
}

const lapsed = () => new AppError("unauthorized", "this sign-in has lapsed; begin again");
