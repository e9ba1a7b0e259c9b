import { factorsOf, holdsAny } from "../factor/index.ts";
import { AppError, type Ctx, command, tenantOf } from "../kernel/index.ts";
import { requireFactorInput } from "./factor-schema.ts";
import { accountOf } from "./person.ts";

/** A tenant of the person that lets nobody in without a second factor; null: none does. */
export async function requiringTenantOf(ctx: Ctx, user: string): Promise<{ id: string; name: string } | null> {
  const row = await ctx.db
    .selectFrom("memberships")
    .innerJoin("tenants", "tenants.id", "memberships.tenant_id")
    .select(["tenants.id", "tenants.name"])
    .where("memberships.user_id", "=", user)
    .where("tenants.requires_second_factor", "=", true)
    .orderBy("tenants.name")
    .executeTakeFirst();
  return row ?? null;
}

/** Has the tenant ask all its members for a second factor, or no longer. Who asks for it must hold one. */
export const requireSecondFactor = command({
  name: "tenant.require_second_factor",
  permission: "tenant:manage",
  stepUp: true,
  input: requireFactorInput,
  async run(ctx, { second_factor_required }) {
    const tenant = tenantOf(ctx);
    const { id } = await accountOf(ctx);
    if (second_factor_required && !holdsAny(await factorsOf(ctx, id)))
      throw new AppError("conflict", "add a second factor of your own first: this would lock you out too");
    await ctx.db
      .updateTable("tenants")
      .set({ requires_second_factor: second_factor_required })
      .where("id", "=", tenant)
      .execute();
    ctx.audit({ resource: { type: "tenant", id: tenant }, changes: { second_factor_required } });
    return { second_factor_required };
  },
});
