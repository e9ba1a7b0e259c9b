import type { Selectable } from "kysely";
import { isUniqueViolation, jsonIn, jsonOut } from "../kernel/database/index.ts";
import {
  AppError,
  type Ctx,
  changed,
  command,
  notFound,
  type Permission,
  query,
  requireRoom,
  tenantOf,
} from "../kernel/index.ts";
import { CHOOSABLE, heldNow, permissionsOfCustom, refuseBeyond, refuseInUse } from "./grant.ts";
import { PERMISSIONS } from "./permissions.ts";
import { ROLE_PERMISSIONS } from "./roles.ts";
import { createRoleInput, role, roleListInput, roleRef, updateRoleInput } from "./schema.ts";
import type { RoleTable } from "./tables.ts";

/** As many roles as a tenant may make. */
const LIMIT = 50;

/** The tenant's roles: those that everybody has, and its own; and what a role can be made of. */
export const listRoles = query({
  name: "role.list",
  permission: "role:read",
  input: roleListInput,
  async run(ctx) {
    const tenant = tenantOf(ctx);
    const held = await membersByRole(ctx, tenant);
    const own = await ctx.db.selectFrom("roles").selectAll().where("tenant_id", "=", tenant).orderBy("name").execute();
    const builtIn = role.options.map((name) => ({
      id: name,
      name,
      built_in: true,
      permissions: CHOOSABLE.filter((one) => ROLE_PERMISSIONS[name].has(one)),
      members: held.get(name) ?? 0,
    }));
    const { actor } = ctx;
    return {
      roles: [...builtIn, ...own.map((row) => roleView(row, held.get(row.id) ?? 0))],
      permissions: CHOOSABLE.map((name) => ({
        name,
        allows: PERMISSIONS[name],
        grantable: "permissions" in actor && actor.permissions.has(name),
      })),
    };
  },
});

/** Makes a role of the tenant's own, within what its maker may do. */
export const createRole = command({
  name: "role.create",
  permission: "role:manage",
  input: createRoleInput,
  async run(ctx, { name, permissions }) {
    const tenant = tenantOf(ctx);
    refuseBeyond(await heldNow(ctx, "role:manage"), permissions, "permissions");
    const own = ctx.db.selectFrom("roles").select("id").where("tenant_id", "=", tenant);
    await requireRoom(ctx, own, { most: LIMIT, of: "roles of its own", instead: "delete one first" });
    const row = { id: ctx.id("rol"), tenant_id: tenant, created_at: ctx.now };
    await refuseTaken(name, () =>
      ctx.db
        .insertInto("roles")
        .values({ ...row, ...content(ctx, name, permissions) })
        .execute(),
    );
    ctx.audit({ resource: { type: "role", id: row.id }, changes: { name, permissions } });
    return { role: await oneRole(ctx, row.id) };
  },
});

/** Renames a role or changes what it allows: for its members with their next token, for their API keys at once. */
export const updateRole = command({
  name: "role.update",
  permission: "role:manage",
  input: updateRoleInput,
  async run(ctx, { id, ...wanted }) {
    const before = await oneRole(ctx, id);
    const name = wanted.name ?? before.name;
    const permissions = wanted.permissions ?? before.permissions;
    // Nor does anybody take from others what they do not have themselves.
    refuseBeyond(await heldNow(ctx, "role:manage"), [...before.permissions, ...permissions], "permissions");
    await refuseTaken(name, () =>
      ctx.db
        .updateTable("roles")
        .set(content(ctx, name, permissions))
        .where("tenant_id", "=", tenantOf(ctx))
        .where("id", "=", id)
        .execute(),
    );
    const role = await oneRole(ctx, id);
    const { name: called, permissions: allowed } = role;
    ctx.audit({ resource: { type: "role", id }, changes: changed(before, { name: called, permissions: allowed }) });
    return { role };
  },
});

/** Deletes a role that nobody has. */
export const deleteRole = command({
  name: "role.delete",
  permission: "role:manage",
  input: roleRef,
  async run(ctx, { id }) {
    const found = await oneRole(ctx, id);
    // Whoever gives the role to somebody locks it first (`grantableRole`).
    await ctx.db.selectFrom("roles").select("id").where("id", "=", id).forUpdate().execute();
    await refuseInUse(ctx, id);
    await ctx.db.deleteFrom("roles").where("tenant_id", "=", tenantOf(ctx)).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "role", id }, changes: { name: found.name } });
    return { role: found };
  },
});

const content = (ctx: Ctx, name: string, permissions: readonly Permission[]) => ({
  name,
  name_key: name.toLowerCase(),
  permissions: jsonIn<string[]>(CHOOSABLE.filter((one) => permissions.includes(one))),
  updated_at: ctx.now,
});

async function refuseTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)?.includes("roles_name_key")) throw error;
    throw new AppError("uniqueness_error", `a role named '${name}' exists already`, {
      fields: [{ name: "name", messages: ["taken"] }],
    });
  }
}

async function membersByRole(ctx: Ctx, tenant: string): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom("memberships")
    .select((eb) => ["role", eb.fn.countAll<number>().as("count")])
    .where("tenant_id", "=", tenant)
    .groupBy("role")
    .execute();
  return new Map(rows.map((row) => [row.role, Number(row.count)]));
}

async function oneRole(ctx: Ctx, id: string) {
  const tenant = tenantOf(ctx);
  const row = await ctx.db
    .selectFrom("roles")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound("role");
  return roleView(row, (await membersByRole(ctx, tenant)).get(id) ?? 0);
}

function roleView(row: Selectable<RoleTable>, members: number) {
  const held = permissionsOfCustom(jsonOut(row.permissions));
  return {
    id: row.id,
    name: row.name,
    built_in: false,
    permissions: CHOOSABLE.filter((one) => held.has(one)),
    members,
  };
}
