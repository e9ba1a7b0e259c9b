import { AppError, command, notFound } from "../kernel/index.ts";
import { membershipOf } from "./membership.ts";
import { readRefreshToken, rotate, sessionEnd } from "./refresh-token.ts";
import { switchInput } from "./schema.ts";
import { ended, sessionOf, tokensOf, usedNow } from "./session.ts";

/** Goes on in another tenant of the person: the same session, new tokens. The refresh token is used up by it. */
export const switchTenant = command({
  name: "auth.switch",
  permission: "public:refresh",
  input: switchInput,
  async run(ctx, { refresh_token, tenant }) {
    const token = await readRefreshToken(ctx, refresh_token);
    if (!token || token.revoked_at || token.rotated_at || token.expires_at <= ctx.now) throw ended();
    if (token.method === "oidc")
      throw new AppError("forbidden", "a provider's sign-in is good where it let you in, and nowhere else");
    if (!(await membershipOf(ctx, token.user_id, tenant))) throw notFound("tenant");
    const session = await sessionOf(ctx, { ...token, tenant_id: tenant });
    await ctx.db
      .updateTable("sessions")
      .set({ tenant_id: tenant, expires_at: sessionEnd(ctx), ...usedNow(ctx) })
      .where("id", "=", session.id)
      .execute();
    ctx.audit({ tenant: tenant, resource: { type: "session", id: session.id } });
    return tokensOf(ctx, session, await rotate(ctx, { hash: token.hash, session: session.id }));
  },
});
