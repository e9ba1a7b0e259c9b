import { type Role, role } from "../access/index.ts";
import { type Ctx, type Id, isId } from "../kernel/index.ts";

export interface Member {
  tenant: Id<"ten">;
  role: Role;
  /** Whether the tenant asks its members for a second factor. */
  requiresFactor: boolean;
}

/** The membership to act in: the one asked for, else the oldest. */
export async function membershipOf(ctx: Ctx, user: string, tenant?: string): Promise<Member | null> {
  let rows = ctx.db
    .selectFrom("memberships")
    .innerJoin("tenants", "tenants.id", "memberships.tenant_id")
    .select(["tenant_id", "role", "requires_second_factor"])
    .where("user_id", "=", user)
    .orderBy("memberships.created_at")
    .limit(1);
  if (tenant) rows = rows.where("tenant_id", "=", tenant);
  const row = await rows.executeTakeFirst();
  if (!row || !isId("ten", row.tenant_id)) return null;
  return { tenant: row.tenant_id, role: role.parse(row.role), requiresFactor: row.requires_second_factor };
}
