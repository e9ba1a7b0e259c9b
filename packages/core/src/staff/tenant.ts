import { type Ctx, notFound, query } from "../kernel/index.ts";
import { tenantRef } from "./schema.ts";

/** A tenant as our staff sees it: its people, what is held, where it came from. */
export const getTenantAsOperator = query({
  name: "operator.tenant.get",
  permission: "operator:read",
  input: tenantRef,
  async run(ctx, { id }) {
    const tenant = await ctx.db
      .selectFrom("tenants")
      .select(["id", "name", "status", "status_reason", "created_at"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!tenant) throw notFound("tenant");
    const servers = await ctx.db
      .selectFrom("servers")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("tenant_id", "=", id)
      .where("deleted_at", "is", null)
      .executeTakeFirstOrThrow();
    return {
      tenant: {
        id,
        name: tenant.name,
        status: tenant.status,
        status_reason: tenant.status_reason,
        created: tenant.created_at.toISOString(),
        servers: Number(servers.count),
        members: await membersOf(ctx, id),
        holds: await holdsOfTenant(ctx, id),
      },
    };
  },
});

async function membersOf(ctx: Ctx, tenant: string) {
  const rows = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .leftJoin("roles", "roles.id", "memberships.role")
    .select(["users.id", "users.name", "users.email", "users.operator_roles"])
    .select(["memberships.role", "memberships.scope", "memberships.created_at", "roles.name as custom_name"])
    .where("memberships.tenant_id", "=", tenant)
    .orderBy("memberships.created_at")
    .limit(500)
    .execute();
  return rows.map((row) => ({
    user: { id: row.id, name: row.name, email: row.email },
    role: row.role,
    role_name: row.custom_name ?? row.role,
    scope: row.scope,
    operator: row.operator_roles !== null,
    since: row.created_at.toISOString(),
  }));
}

async function holdsOfTenant(ctx: Ctx, tenant: string) {
  const rows = await ctx.db
    .selectFrom("servers")
    .innerJoin("holds", "holds.server_id", "servers.id")
    .select(["holds.id", "holds.kind", "holds.reason", "holds.since", "servers.id as server", "servers.name"])
    .where("servers.tenant_id", "=", tenant)
    .where("servers.deleted_at", "is", null)
    .where("servers.holds", ">", 0)
    .where("holds.lifted_at", "is", null)
    .orderBy("holds.id", "desc")
    .limit(100)
    .execute();
  return rows.map(({ id, kind, reason, since, server, name }) => ({
    id,
    kind,
    reason,
    since: since.toISOString(),
    server: { id: server, name },
  }));
}
