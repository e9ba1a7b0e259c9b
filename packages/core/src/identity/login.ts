import { AppError, command } from "../kernel/index.ts";
import { isImported } from "./imported-password.ts";
import { membershipOf } from "./membership.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { loginInput } from "./schema.ts";
import { openSession, userId } from "./session.ts";

/** Signs in. One answer for an unknown address and a wrong password, in the same time. */
export const login = command({
  name: "auth.login",
  permission: "public:login",
  input: loginInput,
  async run(ctx, { email, password, tenant }) {
    const user = await ctx.db
      .selectFrom("users")
      .selectAll()
      .where("email", "=", email.toLowerCase())
      .executeTakeFirst();
    if (!(await verifyPassword(user?.password_hash, password)) || !user) {
      ctx.audit({ resource: { type: "user", id: user?.id ?? "unknown" } });
      return new AppError("unauthorized", "e-mail or password is wrong");
    }
    if (isImported(user.password_hash))
      await ctx.db
        .updateTable("users")
        .set({ password_hash: await hashPassword(password) })
        .where("id", "=", user.id)
        .execute();
    const member = await membershipOf(ctx, user.id, tenant);
    if (!member && !user.operator_roles) throw new AppError("unauthorized", "this account belongs to no tenant");
    const asOperator = user.operator_roles !== null && !tenant;
    return openSession(ctx, { user: userId(user.id), member: asOperator ? null : member, method: "password" });
  },
});
