import type { Ctx } from "../kernel/index.ts";
import { spendProofs } from "./email-proof.ts";
import { hashPassword } from "./password.ts";
import { revokeSessions } from "./session.ts";

/**
 * The person of an address. `stranded`: their last tenant is gone or has let them go, so that no sign-in leads anywhere;
 * by registering again they make a tenant, and keep the account with its second factors.
 */
export async function personAt(ctx: Ctx, email: string): Promise<{ id: string; stranded: boolean } | undefined> {
  const row = await ctx.db
    .selectFrom("users")
    .leftJoin("memberships", "memberships.user_id", "users.id")
    .select(["users.id", "users.operator_roles", "memberships.tenant_id"])
    .where("users.email", "=", email)
    .limit(1)
    .executeTakeFirst();
  return row && { id: row.id, stranded: row.operator_roles === null && row.tenant_id === null };
}

/** What the link in a letter lets its reader set: as much as a reset of the password, and it ends as much. */
export async function comeBack(
  ctx: Ctx,
  user: string,
  { name, password }: { name: string; password: string },
): Promise<string> {
  await ctx.db
    .updateTable("users")
    .set({ name, password_hash: await hashPassword(password), verified_at: ctx.now })
    .where("id", "=", user)
    .execute();
  await spendProofs(ctx, user, ["reset", "email_old", "email_new"]);
  await ctx.db.deleteFrom("email_changes").where("user_id", "=", user).execute();
  await revokeSessions(ctx, user);
  return user;
}
