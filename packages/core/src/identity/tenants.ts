import type { Selectable } from "kysely";
import { z } from "zod";
import { AppError, type Ctx, command, query, tenantOf } from "../kernel/index.ts";
import type { TenantTable } from "../tenant/index.ts";
import { tenantInput } from "./member-schema.ts";
import { insertTenant } from "./new-tenant.ts";
import { personOf } from "./person.ts";
import { registrationClosed } from "./register.ts";

/** As many tenants as a person may own. */
const OWNED_LIMIT = 10;

export const getTenant = query({
  name: "tenant.get",
  permission: "tenant:read",
  input: z.strictObject({}),
  run: async (ctx) => ({ tenant: tenantView(await tenantRow(ctx)) }),
});

export const renameTenant = command({
  name: "tenant.rename",
  permission: "tenant:manage",
  input: tenantInput,
  async run(ctx, { name }) {
    const row = await tenantRow(ctx);
    await ctx.db.updateTable("tenants").set({ name }).where("id", "=", row.id).execute();
    ctx.audit({ resource: { type: "tenant", id: row.id }, changes: { name: { before: row.name, after: name } } });
    return { tenant: tenantView({ ...row, name }) };
  },
});

/** One more tenant, owned by who asks. Where accounts are by invitation, so are tenants. */
export const createTenant = command({
  name: "tenant.create",
  permission: "account:manage",
  input: tenantInput,
  async run(ctx, { name }) {
    if (ctx.actor.type !== "user") throw new AppError("forbidden", "tenants are made by their people");
    if (ctx.app.config.HOSTWRIGHT_REGISTRATION !== "open") throw registrationClosed();
    const { user } = personOf(ctx);
    const owned = await ctx.db
      .selectFrom("memberships")
      .select("tenant_id")
      .where("user_id", "=", user)
      .where("role", "=", "owner")
      .execute();
    if (owned.length >= OWNED_LIMIT)
      throw new AppError("resource_limit_exceeded", `a person owns at most ${OWNED_LIMIT} tenants`);
    const tenant = await insertTenant(ctx, { name, owner: user });
    ctx.audit({ tenant: tenant.id, resource: { type: "tenant", id: tenant.id }, changes: { name } });
    return { tenant };
  },
});

/** The tenant one acts in. */
export const tenantRow = (ctx: Ctx) =>
  ctx.db.selectFrom("tenants").selectAll().where("id", "=", tenantOf(ctx)).executeTakeFirstOrThrow();

export const tenantView = (row: Selectable<TenantTable>) => ({
  id: row.id,
  name: row.name,
  status: row.status,
  status_reason: row.status_reason,
  created: row.created_at.toISOString(),
});
