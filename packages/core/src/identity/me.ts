import { z } from "zod";
import { ALL_PERMISSIONS, type OperatorRole } from "../access/index.ts";
import { AppError, type Ctx, isByProvider, query } from "../kernel/index.ts";
import { operatorSession, rolesIn } from "./operator-roles.ts";

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
      .select(["id", "email", "name"])
      .where("id", "=", actor.user)
      .executeTakeFirst();
    if (!user) throw new AppError("unauthorized", "this account is gone");
    let all = ctx.db
      .selectFrom("memberships")
      .innerJoin("tenants", "tenants.id", "memberships.tenant_id")
      .leftJoin("roles", "roles.id", "memberships.role")
      .select([
        "tenants.id",
        "tenants.name",
        "tenants.status",
        "memberships.role",
        "memberships.scope",
        "roles.name as custom_name",
      ])
      .where("memberships.user_id", "=", actor.user)
      .orderBy("tenants.name");
    if (actor.type === "user" && actor.tenantOnly) all = all.where("tenants.id", "=", actor.tenant);
    const rows = await all.execute();
    const memberships = rows.map((row) => ({
      tenant: { id: row.id, name: row.name, status: row.status },
      role: row.role,
      role_name: row.custom_name ?? row.role,
      scope: row.scope,
    }));
    const current = actor.type === "user" ? memberships.find((one) => one.tenant.id === actor.tenant) : undefined;
    return {
      user: { id: user.id, email: user.email, name: user.name },
      operator: actor.type === "operator",
      by_provider: isByProvider(actor),
      tenant: current?.tenant ?? null,
      role: current?.role ?? null,
      role_name: current?.role_name ?? null,
      scope: current?.scope ?? null,
      operator_roles: await staffRoles(ctx),
      permissions: ALL_PERMISSIONS.filter((one) => actor.permissions.has(one)),
      memberships,
      support: await supportOf(ctx),
    };
  },
});

/** What they are in this session: their account's roles, within what a provider allowed. */
async function staffRoles(ctx: Ctx): Promise<OperatorRole[]> {
  const kept = ctx.actor.type === "operator" ? await operatorSession(ctx, ctx.actor.session) : undefined;
  return kept ? rolesIn(ctx.app, kept) : [];
}

/** Where an operator acts in this person's place: why, and until when. */
async function supportOf(ctx: Ctx) {
  if (ctx.actor.type !== "user" || !ctx.actor.support) return null;
  const row = await ctx.db
    .selectFrom("support_sessions")
    .select(["id", "reason", "ends_at"])
    .where("id", "=", ctx.actor.session)
    .executeTakeFirst();
  return row ? { id: row.id, reason: row.reason, ends: row.ends_at.toISOString() } : null;
}
