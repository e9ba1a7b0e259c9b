import { z } from "zod";
import { AppError, type Ctx, command, invalidField, query } from "../kernel/index.ts";
import { changePasswordInput, updateProfileInput } from "./account-schema.ts";
import { beginAttempt, settle } from "./attempt.ts";
import { spendProofs } from "./email-proof.ts";
import { writePasswordChanged } from "./letters.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { accountOf, personOf } from "./person.ts";
import { revokeSessions } from "./session.ts";

export const getProfile = query({
  name: "account.get",
  permission: "account:read",
  input: z.strictObject({}),
  run: async (ctx) => ({ profile: await profileOf(ctx) }),
});

export const updateProfile = command({
  name: "account.update",
  permission: "account:manage",
  input: updateProfileInput,
  async run(ctx, change) {
    const { user } = personOf(ctx);
    if (Object.keys(change).length > 0) await ctx.db.updateTable("users").set(change).where("id", "=", user).execute();
    ctx.audit({ resource: { type: "user", id: user }, changes: change });
    return { profile: await profileOf(ctx) };
  },
});

/** Every other session ends with it. */
export const changePassword = command({
  name: "account.change_password",
  permission: "account:manage",
  input: changePasswordInput,
  async run(ctx, { current_password, password }) {
    const account = await requirePassword(ctx, "current_password", current_password);
    if (account instanceof AppError) return account;
    const { id: user, session, email, name } = account;
    requireGoodPassword("password", password, { email, name });
    await ctx.db
      .updateTable("users")
      .set({ password_hash: await hashPassword(password) })
      .where("id", "=", user)
      .execute();
    await spendProofs(ctx, user, ["reset"]);
    await revokeSessions(ctx, user, session);
    writePasswordChanged(ctx, email, name);
    ctx.audit({ resource: { type: "user", id: user }, changes: { password: "changed", sessions: "others ended" } });
    return { profile: await profileOf(ctx) };
  },
});

/** The person's account, once they have given their password; a wrong one is returned, so that it is recorded. */
export async function requirePassword(ctx: Ctx, field: string, password: string) {
  const account = await accountOf(ctx);
  ctx.audit({ resource: { type: "user", id: account.id } });
  const attempt = await beginAttempt(ctx, { email: account.email, user: account.id, device: undefined });
  if (attempt instanceof AppError) return attempt;
  if (!(await verifyPassword(account.password_hash, password))) return invalidField(field, "is not your password");
  await settle(ctx, attempt);
  return account;
}

export async function profileOf(ctx: Ctx) {
  const { actor } = ctx;
  if (actor.type !== "user" && actor.type !== "operator") throw new AppError("unauthorized", "sign in first");
  const row = await ctx.db
    .selectFrom("users")
    .leftJoin("email_changes as c", (join) => join.onRef("c.user_id", "=", "users.id").on("c.expires_at", ">", ctx.now))
    .select(["users.id", "email", "name", "language", "time_zone", "verified_at", "users.created_at"])
    .select(["c.new_email", "c.old_confirmed_at", "c.new_confirmed_at", "c.expires_at"])
    .where("users.id", "=", actor.user)
    .executeTakeFirst();
  if (!row) throw new AppError("unauthorized", "this account is gone");
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    language: row.language,
    time_zone: row.time_zone,
    verified: row.verified_at !== null,
    email_change:
      row.new_email && row.expires_at
        ? {
            email: row.new_email,
            old_confirmed: row.old_confirmed_at !== null,
            new_confirmed: row.new_confirmed_at !== null,
            expires: row.expires_at.toISOString(),
          }
        : null,
    created: row.created_at.toISOString(),
  };
}
