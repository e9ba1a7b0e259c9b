import { createHash, randomBytes } from "node:crypto";
import { affected } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";

const COUNT = 10;
/** Without letters that look like digits; 32 of them, so that a byte falls on each as often. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 16;

/** `3fk9-…`, 80 bits: too many to try, however fast the hash. */
function newCode(): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** As somebody types it from paper. */
const plain = (code: string): string =>
  code.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
const hashOf = (code: string): string => createHash("sha256").update(plain(code)).digest("hex");

/** New recovery codes in place of all earlier ones; answered this once, kept as hashes. */
export async function renewRecoveryCodes(ctx: Ctx, user: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode);
  await ctx.db.deleteFrom("recovery_codes").where("user_id", "=", user).execute();
  await ctx.db
    .insertInto("recovery_codes")
    .values(codes.map((code) => ({ user_id: user, hash: hashOf(code), created_at: ctx.now, used_at: null })))
    .execute();
  return codes;
}

/** Whether this is one of the person's codes, not used before; it is now. */
export async function takeRecoveryCode(ctx: Ctx, user: string, code: string): Promise<boolean> {
  const used = await ctx.db
    .updateTable("recovery_codes")
    .set({ used_at: ctx.now })
    .where("user_id", "=", user)
    .where("hash", "=", hashOf(code))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return affected(used) === 1;
}

export async function recoveryCodesLeft(ctx: Ctx, user: string): Promise<number> {
  const row = await ctx.db
    .selectFrom("recovery_codes")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("user_id", "=", user)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function forgetRecoveryCodes(ctx: Ctx, user: string): Promise<void> {
  await ctx.db.deleteFrom("recovery_codes").where("user_id", "=", user).execute();
}
