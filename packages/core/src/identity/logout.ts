import { command } from "../kernel/index.ts";
import { refreshInput } from "./schema.ts";
import { revokeSession } from "./session.ts";
import { hashToken } from "./token.ts";

/** Ends the session a refresh token belongs to. Says nothing of tokens it does not know. */
export const logout = command({
  name: "auth.logout",
  permission: "public:logout",
  input: refreshInput,
  async run(ctx, { refresh_token }) {
    const token = await ctx.db
      .selectFrom("refresh_tokens")
      .select("session_id")
      .where("hash", "=", hashToken(refresh_token))
      .executeTakeFirst();
    if (!token) return {};
    await revokeSession(ctx, token.session_id);
    ctx.audit({ resource: { type: "session", id: token.session_id } });
    return {};
  },
});
