import { z } from "zod";
import { AppError, type Ctx, command, type Id, query } from "../kernel/index.ts";
import { changePasswordInput, updateProfileInput } from "./account-schema.ts";
import { spendProofs } from "./email-proof.ts";
import { writePasswordChanged } from "./letters.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { requireGoodPassword } from "./password-policy.ts";
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
    const { user, session } = personOf(ctx);
    const row = await requirePassword(ctx, user, "current_password", current_password);
    if (row instanceof AppError) return row;
    requireGoodPassword("password", password, row);
    await ctx.db
      .updateTable("users")
      .set({ password_hash: await hashPassword(password) })
      .where("id", "=", user)
      .execute();
    await spendProofs(ctx, user, ["reset"]);
    await revokeSessions(ctx, user, session);
    writePasswordChanged(ctx, row.email, row.name);
    ctx.audit({ resource: { type: "user", id: user }, changes: { password: "changed", sessions: "others ended" } });
    return { profile: await profileOf(ctx) };
  },
});

/**
 * The person who acts, and where they have signed in.
 * @throws AppError `forbidden` for programs, and for staff in somebody's place
 */
export function personOf(ctx: Ctx): { user: Id<"usr">; session: Id<"ses"> } {
  const { actor } = ctx;
  if (actor.type === "operator" || (actor.type === "user" && !actor.support))
    return { user: actor.user, session: actor.session };
  throw new AppError("forbidden", "this is the person's own to change");
}

/** The person's row, once they have given their password; a wrong one is returned, so that it is recorded. */
export async function requirePassword(ctx: Ctx, user: string, field: string, password: string) {
  const row = await ctx.db
    .selectFrom("users")
    .select(["id", "email", "name", "password_hash"])
    .where("id", "=", user)
    .executeTakeFirstOrThrow();
  if (await verifyPassword(row.password_hash, password)) return row;
  ctx.audit({ resource: { type: "user", id: user } });
  return new AppError("invalid_input", `invalid input in field '${field}'`, {
    fields: [{ name: field, messages: ["is not your password"] }],
  });
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
