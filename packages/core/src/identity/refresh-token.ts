import type { Ctx } from "../kernel/index.ts";
import { sealForUs } from "../kernel/seal.ts";
import { hashToken, newRefreshToken } from "./token.ts";

const DAY = 24 * 3600 * 1000;
/** A session ends that long after its last refresh. */
const REFRESH_DAYS = 30;

export const sessionEnd = (ctx: Ctx): Date => new Date(ctx.now.getTime() + REFRESH_DAYS * DAY);

export async function insertRefreshToken(ctx: Ctx, session: string): Promise<string> {
  const token = newRefreshToken();
  await ctx.db
    .insertInto("refresh_tokens")
    .values({
      hash: hashToken(token),
      session_id: session,
      created_at: ctx.now,
      expires_at: sessionEnd(ctx),
      rotated_at: null,
      successor: null,
    })
    .execute();
  return token;
}

/** A refresh token as it is kept, with its session. */
export async function readRefreshToken(ctx: Ctx, token: string) {
  return ctx.db
    .selectFrom("refresh_tokens")
    .innerJoin("sessions", "sessions.id", "refresh_tokens.session_id")
    .select([
      "hash",
      "session_id",
      "rotated_at",
      "successor",
      "refresh_tokens.expires_at",
      "user_id",
      "tenant_id",
      "revoked_at",
      "method",
    ])
    .where("hash", "=", hashToken(token))
    .forUpdate()
    .executeTakeFirst();
}

/** The next token of the session, in place of the one with that hash. */
export async function rotate(ctx: Ctx, { hash, session }: { hash: string; session: string }): Promise<string> {
  const successor = await insertRefreshToken(ctx, session);
  await ctx.db
    .updateTable("refresh_tokens")
    .set({ rotated_at: ctx.now, successor: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, successor) })
    .where("hash", "=", hash)
    .execute();
  return successor;
}
