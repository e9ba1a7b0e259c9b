import type { OperatorRole } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, type Id, isId } from "../kernel/index.ts";

/** A person's place in a tenant, as their tokens carry it. */
export interface Member {
  tenant: Id<"ten">;
  /** A built-in role's name, or a custom role's id. */
  role: string;
  /** What the custom role allows; left out: a built-in one. */
  custom?: readonly string[];
  /** Label selector of the servers they reach; left out: all. */
  scope?: string;
}

/** The membership to act in: the one asked for, else the oldest. */
export async function membershipOf(ctx: Ctx, user: string, tenant?: string): Promise<Member | null> {
  let rows = ctx.db
    .selectFrom("memberships")
    .leftJoin("roles", "roles.id", "memberships.role")
    .select(["memberships.tenant_id", "memberships.role", "memberships.scope", "roles.permissions as custom"])
    .where("memberships.user_id", "=", user)
    .orderBy("memberships.created_at")
    .limit(1);
  if (tenant) rows = rows.where("memberships.tenant_id", "=", tenant);
  const row = await rows.executeTakeFirst();
  if (!row || !isId("ten", row.tenant_id)) return null;
  return {
    tenant: row.tenant_id,
    role: row.role,
    ...(row.custom === null ? {} : { custom: jsonOut(row.custom) }),
    ...(row.scope === null ? {} : { scope: row.scope }),
  };
}

/** What a person is on the platform itself; null: no operator. */
export async function operatorRolesOf(ctx: Ctx, user: string): Promise<OperatorRole[] | null> {
  const row = await ctx.db.selectFrom("users").select("operator_roles").where("id", "=", user).executeTakeFirst();
  return row ? jsonOut(row.operator_roles) : null;
}
