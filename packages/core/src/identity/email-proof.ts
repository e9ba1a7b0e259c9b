import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { affected } from "../kernel/database/index.ts";
import { type App, AppError, type Ctx } from "../kernel/index.ts";
import type { EmailProofTable, ProofPurpose } from "./tables.ts";
import { hashToken } from "./token.ts";

export const HOUR_MS = 3600 * 1000;
/** How long a link is good for. */
const LIFETIME_MS: Record<ProofPurpose, number> = {
  register: 24 * HOUR_MS,
  reset: HOUR_MS,
  email_old: 24 * HOUR_MS,
  email_new: 24 * HOUR_MS,
  none: HOUR_MS,
};

export const newMailToken = (): string => `hwm_${randomBytes(32).toString("base64url")}`;

/** Makes the token of a link that is about to be mailed; only its hash is kept. */
export async function issueProof(
  ctx: Ctx,
  purpose: ProofPurpose,
  { email, user = null }: { email: string; user?: string | null },
): Promise<string> {
  const token = newMailToken();
  await ctx.db
    .insertInto("email_proofs")
    .values({
      hash: hashToken(token),
      purpose,
      email,
      user_id: user,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + LIFETIME_MS[purpose]),
      used_at: null,
    })
    .execute();
  return token;
}

/** What a link is good for, without using it up. @throws AppError `link_expired` */
export async function lookAtProof(
  ctx: Ctx,
  token: string,
  purpose: ProofPurpose,
): Promise<Selectable<EmailProofTable>> {
  const row = await ctx.db
    .selectFrom("email_proofs")
    .selectAll()
    .where("hash", "=", hashToken(token))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", ctx.now)
    .executeTakeFirst();
  if (!row) throw linkExpired();
  return row;
}

/** Uses a link up: of two at once, one succeeds. @throws AppError `link_expired` */
export async function useProof(ctx: Ctx, token: string, purpose: ProofPurpose): Promise<Selectable<EmailProofTable>> {
  const row = await lookAtProof(ctx, token, purpose);
  const used = await ctx.db
    .updateTable("email_proofs")
    .set({ used_at: ctx.now })
    .where("hash", "=", row.hash)
    .where("used_at", "is", null)
    .executeTakeFirst();
  if (affected(used) === 0) throw linkExpired();
  return row;
}

/** Makes a person's links of these kinds useless. */
export async function spendProofs(ctx: Ctx, user: string, purposes: ProofPurpose[]): Promise<void> {
  await ctx.db
    .updateTable("email_proofs")
    .set({ used_at: ctx.now })
    .where("user_id", "=", user)
    .where("purpose", "in", purposes)
    .where("used_at", "is", null)
    .execute();
}

/** One answer for what never was, was used, and has run out: none of it is a stranger's business. */
export const linkExpired = (): AppError =>
  new AppError("link_expired", "this link has been used or has expired; ask for a new one");

/** Schedule: forgets links that are good for nothing any more. */
export async function forgetProofs(app: App): Promise<void> {
  const now = app.clock.now();
  await app.db.kysely.deleteFrom("email_proofs").where("expires_at", "<", now).execute();
  await app.db.kysely.deleteFrom("email_changes").where("expires_at", "<", now).execute();
}
