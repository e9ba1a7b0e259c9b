import { z } from "zod";
import { grantableRole, grantOf, heldNow, scopeIn } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import {
  AppError,
  type Ctx,
  changed,
  command,
  decodeCursor,
  notFound,
  type Permission,
  pageMeta,
  query,
  tenantOf,
  toPage,
} from "../kernel/index.ts";
import { writeRemoved } from "./letters.ts";
import { changeRoleInput, memberListInput, memberRef } from "./member-schema.ts";
import { personOf } from "./person.ts";
import { tenantRow } from "./tenants.ts";

export const listMembers = query({
  name: "member.list",
  permission: "member:read",
  input: memberListInput,
  async run(ctx, { limit, cursor, sort }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = membersOf(ctx)
      .orderBy("users.id", direction)
      .limit(limit + 1);
    if (after) rows = rows.where("users.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      ({ id }) => ({ value: "", id }),
      (row) => memberView(ctx, row),
    );
    return { members: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** Nobody gives, or takes from others, more than they have themselves; and a tenant keeps an owner. */
export const changeRole = command({
  name: "member.change_role",
  permission: "member:manage",
  input: changeRoleInput,
  async run(ctx, { id, role, scope }) {
    const row = await memberRow(ctx, id);
    await requireReach(ctx, row);
    const before = memberView(ctx, row);
    const wanted = {
      // Another scope is more or less of the role they have: it is given anew.
      role: role === undefined && scope === undefined ? row.role : await givenRole(ctx, role ?? row.role),
      scope: scope === undefined ? row.scope : scopeIn(scope),
    };
    const wasOwner = isOwner(row);
    if (wasOwner && !isOwner(wanted)) await requireOtherOwner(ctx, id);
    await ctx.db
      .updateTable("memberships")
      .set(wanted)
      .where("tenant_id", "=", tenantOf(ctx))
      .where("user_id", "=", id)
      .execute();
    // The role in any case: a wider scope is more of it.
    const changes = { role: wanted.role, ...changed({ role: before.role, scope: before.scope }, wanted) };
    ctx.audit({ resource: { type: "member", id }, changes });
    return { member: memberView(ctx, await memberRow(ctx, id)) };
  },
});

export const removeMember = command({
  name: "member.remove",
  permission: "member:manage",
  input: memberRef,
  async run(ctx, { id }) {
    const row = await memberRow(ctx, id);
    await requireReach(ctx, row);
    const member = memberView(ctx, row);
    await dropMember(ctx, member);
    if (!member.you) writeRemoved(ctx, member.email, member.name, (await tenantRow(ctx)).name);
    return { member };
  },
});

/** Leaves the tenant one acts in. */
export const leaveTenant = command({
  name: "member.leave",
  permission: "account:leave",
  input: z.strictObject({}),
  async run(ctx) {
    const member = memberView(ctx, await memberRow(ctx, personOf(ctx).user));
    await dropMember(ctx, member);
    return { member };
  },
});

interface Held {
  role: string;
  scope: string | null;
}

/** One who reaches everything: an owner of some servers alone cannot be the tenant's last. */
const isOwner = ({ role, scope }: Held): boolean => role === "owner" && scope === null;

async function dropMember(ctx: Ctx, { id, ...held }: Held & { id: string }): Promise<void> {
  const tenant = tenantOf(ctx);
  if (isOwner(held)) await requireOtherOwner(ctx, id);
  await ctx.db.deleteFrom("memberships").where("tenant_id", "=", tenant).where("user_id", "=", id).execute();
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("user_id", "=", id)
    .where("tenant_id", "=", tenant)
    .where("revoked_at", "is", null)
    .execute();
  ctx.audit({ resource: { type: "member", id }, changes: { role: held.role } });
}

/** Owners' rows are locked, in one order: of two owners who leave at once, one stays. */
async function requireOtherOwner(ctx: Ctx, id: string): Promise<void> {
  const owners = await ctx.db
    .selectFrom("memberships")
    .select("user_id")
    .where("tenant_id", "=", tenantOf(ctx))
    .where("role", "=", "owner")
    .where("scope", "is", null)
    .orderBy("user_id")
    .forUpdate()
    .execute();
  if (!owners.some((one) => one.user_id !== id))
    throw new AppError("conflict", "a tenant keeps one owner at least: make somebody else an owner first");
}

/**
 * Nobody takes from others what they do not have themselves, and owners are a matter of owners.
 * @throws AppError `forbidden`
 */
async function requireReach(ctx: Ctx, member: MemberRow): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("forbidden", "members are a matter of people");
  const held = await heldNow(ctx, "member:manage");
  const { permissions } = grantOf({ ...member, custom: jsonOut(member.custom) });
  if ([...permissions].some((one) => !held.has(one)) || (member.role === "owner" && !(await ownsIt(ctx))))
    throw new AppError("forbidden", "they may do more than you, so you cannot change what they may");
}

/**
 * A role that one may give: as it is kept.
 * @param needed what the command takes that gives it
 * @throws AppError `invalid_input` where there is none such, or it may do more; `forbidden`: owners are made by owners
 */
export async function givenRole(ctx: Ctx, wanted: string, needed: Permission = "member:manage"): Promise<string> {
  const { role } = await grantableRole(ctx, tenantOf(ctx), wanted, needed);
  if (role === "owner" && !(await ownsIt(ctx))) throw new AppError("forbidden", "only an owner makes owners");
  return role;
}

async function ownsIt(ctx: Ctx): Promise<boolean> {
  const { actor } = ctx;
  if (actor.type !== "user") return false;
  const own = await membersOf(ctx).where("users.id", "=", actor.user).executeTakeFirst();
  return own !== undefined && isOwner(own);
}

const membersOf = (ctx: Ctx) =>
  ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .leftJoin("roles", "roles.id", "memberships.role")
    .select(["users.id", "users.name", "users.email"])
    .select(["memberships.role", "memberships.scope", "memberships.created_at"])
    .select(["roles.name as role_name", "roles.permissions as custom"])
    .where("memberships.tenant_id", "=", tenantOf(ctx));

type MemberRow = Awaited<ReturnType<ReturnType<typeof membersOf>["execute"]>>[number];

async function memberRow(ctx: Ctx, id: string): Promise<MemberRow> {
  const row = await membersOf(ctx).where("users.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("member");
  return row;
}

const memberView = (ctx: Ctx, row: MemberRow) => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  role_name: row.role_name ?? row.role,
  scope: row.scope,
  you: ctx.actor.type === "user" && ctx.actor.user === row.id,
  since: row.created_at.toISOString(),
});
