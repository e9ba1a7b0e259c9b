import { z } from "zod";
import { ALL_PERMISSIONS, role } from "../access/index.ts";
import { AppError, query } from "../kernel/index.ts";

/** Who is signed in, where, and as what. */
export const me = query({
  name: "account.me",
  permission: "account:read",
  input: z.strictObject({}),
  async run(ctx) {
    const { actor } = ctx;
    if (actor.type !== "user" && actor.type !== "operator") throw new AppError("unauthorized", "sign in first");
    const user = await ctx.db
      .selectFrom("users")
      .select(["id", "email", "name", "operator"])
      .where("id", "=", actor.user)
      .executeTakeFirst();
    if (!user) throw new AppError("unauthorized", "this account is gone");
    const rows = await ctx.db
      .selectFrom("memberships")
      .innerJoin("tenants", "tenants.id", "memberships.tenant_id")
      .select(["tenants.id", "tenants.name", "tenants.status", "memberships.role"])
      .where("memberships.user_id", "=", actor.user)
      .orderBy("tenants.name")
      .execute();
    const memberships = rows.map((row) => ({
      tenant: { id: row.id, name: row.name, status: row.status },
      role: role.parse(row.role),
    }));
    const current = actor.type === "user" ? memberships.find((one) => one.tenant.id === actor.tenant) : undefined;
    return {
      user: { id: user.id, email: user.email, name: user.name },
      operator: actor.type === "operator",
      tenant: current?.tenant ?? null,
      role: current?.role ?? null,
      permissions: ALL_PERMISSIONS.filter((one) => actor.permissions.has(one)),
      memberships,
    };
  },
});
