import { AppError, command } from "../kernel/index.ts";
import { membershipOf } from "./membership.ts";
import { readRefreshToken, rotate, sessionEnd } from "./refresh-token.ts";
import { switchInput } from "./schema.ts";
import { ended, tokensOf, usedNow, userId } from "./session.ts";

/** Goes on in another tenant of the person: the same session, new tokens. The refresh token is used up by it. */
export const switchTenant = command({
  name: "auth.switch",
  permission: "public:refresh",
  input: switchInput,
  async run(ctx, { refresh_token, tenant }) {
    const token = await readRefreshToken(ctx, refresh_token);
    if (!token || token.revoked_at || token.rotated_at || token.expires_at <= ctx.now) throw ended();
    if (token.bound) throw new AppError("forbidden", "this sign-in is good for its own tenant alone");
    const member = await membershipOf(ctx, token.user_id, tenant);
    if (!member) throw new AppError("not_found", "tenant not found");
    const session = { id: token.session_id, user: userId(token.user_id), member, bound: false };
    await ctx.db
      .updateTable("sessions")
      .set({ tenant_id: member.tenant, expires_at: sessionEnd(ctx), ...usedNow(ctx) })
      .where("id", "=", session.id)
      .execute();
    ctx.audit({ tenant: member.tenant, resource: { type: "session", id: session.id } });
    return tokensOf(ctx, session, await rotate(ctx, { hash: token.hash, session: session.id }));
  },
});
