import type { Ctx } from "../kernel/index.ts";
import { writeTenantWaits } from "./letters.ts";

/** A tenant with its first owner; it waits for an operator where new ones are looked at. */
export async function insertTenant(ctx: Ctx, { name, owner }: { name: string; owner: string }) {
  const id = ctx.id("ten");
  const status = ctx.app.config.HOSTWRIGHT_REVIEW_TENANTS === "yes" ? ("pending_review" as const) : ("active" as const);
  await ctx.db.insertInto("tenants").values({ id, name, status, created_at: ctx.now }).execute();
  await ctx.db
    .insertInto("memberships")
    .values({ tenant_id: id, user_id: owner, role: "owner", created_at: ctx.now })
    .execute();
  if (status === "pending_review") await tellOperators(ctx, name);
  return { id, name, status, status_reason: null, created: ctx.now.toISOString() };
}

/** As many operators as are written to. */
const OPERATORS_TOLD = 20;

async function tellOperators(ctx: Ctx, tenant: string): Promise<void> {
  const operators = await ctx.db
    .selectFrom("users")
    .select("email")
    .where("operator_roles", "is not", null)
    .orderBy("id")
    .limit(OPERATORS_TOLD)
    .execute();
  for (const { email } of operators) writeTenantWaits(ctx, email, tenant);
}
