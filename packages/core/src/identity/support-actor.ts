import { grantOf, operatorPermissions, withinSupport } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { type Actor, type App, AppError, type Id, isId } from "../kernel/index.ts";
import { rolesIn } from "./operator-roles.ts";

/**
 * The operator who acts in a member's place, looked up for every request: ending it, the end of the session it was begun
 * in, taking the operator's role away or the member's membership counts at once.
 * @throws AppError `unauthorized`
 */
export async function supportActor(app: App, session: Id<"ses">): Promise<Actor> {
  const row = await app.db.kysely
    .selectFrom("support_sessions as s")
    .innerJoin("users as operator", "operator.id", "s.operator_id")
    .innerJoin("sessions as own", (join) =>
      join.onRef("own.id", "=", "s.session_id").onRef("own.user_id", "=", "s.operator_id"),
    )
    .innerJoin("users as member", "member.id", "s.user_id")
    .innerJoin("memberships", (join) =>
      join.onRef("memberships.tenant_id", "=", "s.tenant_id").onRef("memberships.user_id", "=", "s.user_id"),
    )
    .leftJoin("roles", "roles.id", "memberships.role")
    .select(["s.tenant_id", "s.user_id", "s.operator_id", "s.reason", "s.ends_at", "s.ended_at"])
    .select(["operator.operator_roles as held", "member.operator_roles as member_staff"])
    .select(["own.operator_roles as allowed", "own.method", "own.issuer", "own.created_at"])
    .select(["memberships.role", "memberships.scope", "roles.permissions as custom"])
    .where("s.id", "=", session)
    .where("own.revoked_at", "is", null)
    .executeTakeFirst();
  const over = !row || row.ended_at !== null || row.ends_at <= app.clock.now() || row.member_staff !== null;
  if (over || !operatorPermissions(rolesIn(app, row)).has("operator:support")) throw ended();
  const { tenant_id: tenant, user_id: user, operator_id: operator, reason } = row;
  if (!isId("ten", tenant) || !isId("usr", user) || !isId("usr", operator)) throw ended();
  const grant = grantOf({ role: row.role, scope: row.scope, custom: jsonOut(row.custom) });
  const permissions = withinSupport(grant.permissions);
  return { type: "user", user, tenant, session, ...grant, permissions, support: { operator, reason } };
}

const ended = () => new AppError("unauthorized", "acting for this customer has ended");
