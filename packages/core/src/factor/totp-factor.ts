import { randomBytes } from "node:crypto";
import { affected, upsert } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import { openOurs, sealForUs } from "../kernel/seal.ts";
import { base32, keyUri, stepOf } from "./totp.ts";

const ISSUER = "Hostwright";
/** RFC 4226, 4: at least 128 bits, 160 recommended. */
const SEED_BYTES = 20;

const rowOf = (ctx: Ctx, user: string) =>
  ctx.db.selectFrom("totp_factors").selectAll().where("user_id", "=", user).executeTakeFirst();

/** Begins an app's enrolment: its secret, shown this once. One that was begun before and not confirmed is forgotten. */
export async function beginTotp(ctx: Ctx, user: { id: string; email: string }) {
  const known = await rowOf(ctx, user.id);
  if (known?.confirmed_at) throw new AppError("conflict", "an authenticator app is set up already; remove it first");
  const seed = randomBytes(SEED_BYTES);
  const row = {
    user_id: user.id,
    seed: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, seed.toString("base64url")),
    created_at: ctx.now,
    confirmed_at: null,
    last_step: 0,
  };
  await upsert(ctx.db, "totp_factors", row, { keys: ["user_id"], update: ["seed", "created_at", "last_step"] });
  const secret = base32(seed);
  return { secret, uri: keyUri(secret, { issuer: ISSUER, account: user.email }) };
}

/** Ends an enrolment with the app's first code. False: the code is not the app's, or nothing was begun. */
export async function confirmTotp(ctx: Ctx, user: string, code: string): Promise<boolean> {
  if (!(await takeCode(ctx, user, code, false))) return false;
  await ctx.db.updateTable("totp_factors").set({ confirmed_at: ctx.now }).where("user_id", "=", user).execute();
  return true;
}

/** Whether this is a code of the person's app, not taken before. */
export const takeTotp = (ctx: Ctx, user: string, code: string): Promise<boolean> => takeCode(ctx, user, code, true);

async function takeCode(ctx: Ctx, user: string, code: string, confirmed: boolean): Promise<boolean> {
  const row = await rowOf(ctx, user);
  if (!row || (row.confirmed_at !== null) !== confirmed) return false;
  const seed = Buffer.from(String(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, row.seed)), "base64url");
  const step = stepOf(seed, code, ctx.now);
  if (step === undefined) return false;
  // The one place that decides: of two who send the same code at once, one finds the step taken.
  const taken = await ctx.db
    .updateTable("totp_factors")
    .set({ last_step: step })
    .where("user_id", "=", user)
    .where("last_step", "<", step)
    .executeTakeFirst();
  return affected(taken) === 1;
}

export async function totpOf(ctx: Ctx, user: string): Promise<{ confirmed_at: Date } | null> {
  const row = await rowOf(ctx, user);
  return row?.confirmed_at ? { confirmed_at: row.confirmed_at } : null;
}

/** Whether there was one to remove. */
export async function removeTotp(ctx: Ctx, user: string): Promise<boolean> {
  return affected(await ctx.db.deleteFrom("totp_factors").where("user_id", "=", user).executeTakeFirst()) === 1;
}
