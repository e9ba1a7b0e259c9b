import { AppError, command } from "../kernel/index.ts";
import { admit, secondStep } from "./admit.ts";
import { beginAttempt, withdraw } from "./attempt.ts";
import { isImported } from "./imported-password.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { loginInput } from "./schema.ts";
import { userId } from "./session.ts";

/** Signs in. One answer for an unknown address and a wrong password, after the same work. */
export const login = command({
  name: "auth.login",
  permission: "public:login",
  input: loginInput,
  async run(ctx, { email: given, password, tenant, device }) {
    const email = given.toLowerCase();
    const user = await ctx.db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
    const attempt = await beginAttempt(ctx, { email, user: user?.id, device });
    if (attempt instanceof AppError || !(await verifyPassword(user?.password_hash, password)) || !user) {
      ctx.audit({ resource: { type: "user", id: user?.id ?? "unknown" } });
      return attempt instanceof AppError ? attempt : new AppError("unauthorized", "e-mail or password is wrong");
    }
    if (isImported(user.password_hash))
      await ctx.db
        .updateTable("users")
        .set({ password_hash: await hashPassword(password) })
        .where("id", "=", user.id)
        .execute();
    const person = { id: userId(user.id), email, operator: user.operator_roles !== null };
    const next = await secondStep(ctx, person, { tenant, device });
    if (!next) return admit(ctx, person, "password", { tenant, device }, attempt);
    await withdraw(ctx, attempt);
    return next;
  },
});
