import { command, recordSecurityEvent } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";
import { sessionStolen } from "./notices.ts";
import { readRefreshToken, rotate, sessionEnd } from "./refresh-token.ts";
import { refreshInput } from "./schema.ts";
import { ended, revokeSession, sessionOf, tokensOf, usedNow } from "./session.ts";

/** A rotated token used again so soon is a retry or a second tab; later it is a thief. */
const REUSE_GRACE_MS = 10_000;

/** Exchanges a refresh token for new tokens. The same successor for a repeat within 10 s; later the session is revoked. */
export const refresh = command({
  name: "auth.refresh",
  permission: "public:refresh",
  input: refreshInput,
  async run(ctx, { refresh_token }) {
    const token = await readRefreshToken(ctx, refresh_token);
    if (!token || token.revoked_at || token.expires_at <= ctx.now) throw ended();
    const session = await sessionOf(ctx, token);
    const about = {
      tenant: token.tenant_id,
      resource: { type: "session", id: token.session_id },
      person: token.user_id,
    };
    ctx.audit(about);
    if (!token.rotated_at || !token.successor) {
      const successor = await rotate(ctx, { hash: token.hash, session: session.id });
      await ctx.db
        .updateTable("sessions")
        .set({ expires_at: sessionEnd(ctx), ...usedNow(ctx) })
        .where("id", "=", session.id)
        .execute();
      return tokensOf(ctx, session, successor);
    }
    if (ctx.now.getTime() - token.rotated_at.getTime() <= REUSE_GRACE_MS)
      return tokensOf(ctx, session, String(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, token.successor)));
    await recordSecurityEvent(ctx, { name: "token_reused", ...about });
    ctx.log.error("refresh token reused, session revoked", { request_id: ctx.requestId, session: token.session_id });
    await revokeSession(ctx, token.session_id);
    const owner = await ctx.db.selectFrom("users").select("email").where("id", "=", token.user_id).executeTakeFirst();
    if (owner) sessionStolen(ctx, owner);
    return ended();
  },
});
