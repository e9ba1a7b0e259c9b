import { z } from "zod";
import { ROLE_PERMISSIONS, type Role, role } from "../access/index.ts";
import {
  AppError,
  type Ctx,
  command,
  decodeCursor,
  notFound,
  pageMeta,
  query,
  tenantOf,
  toPage,
} from "../kernel/index.ts";
import { writeRemoved } from "./letters.ts";
import { changeRoleInput, memberListInput, memberRef } from "./member-schema.ts";
import { personOf } from "./profile.ts";
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
  async run(ctx, { id, role: wanted }) {
    const member = await memberOf(ctx, id);
    await requireReach(ctx, member.role);
    await requireReach(ctx, wanted);
    if (member.role === "owner" && wanted !== "owner") await requireOtherOwner(ctx, id);
    await ctx.db
      .updateTable("memberships")
      .set({ role: wanted })
      .where("tenant_id", "=", tenantOf(ctx))
      .where("user_id", "=", id)
      .execute();
    ctx.audit({ resource: { type: "member", id }, changes: { role: { from: member.role, to: wanted } } });
    return { member: { ...member, role: wanted } };
  },
});

export const removeMember = command({
  name: "member.remove",
  permission: "member:manage",
  input: memberRef,
  async run(ctx, { id }) {
    const member = await memberOf(ctx, id);
    await requireReach(ctx, member.role);
    await dropMember(ctx, member);
    if (!member.you) writeRemoved(ctx, member.email, member.name, (await tenantRow(ctx)).name);
    return { member };
  },
});

/** Leaves the tenant one acts in. */
export const leaveTenant = command({
  name: "member.leave",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const member = await memberOf(ctx, personOf(ctx).user);
    await dropMember(ctx, member);
    return { member };
  },
});

async function dropMember(ctx: Ctx, { id, role: held }: { id: string; role: Role }): Promise<void> {
  const tenant = tenantOf(ctx);
  if (held === "owner") await requireOtherOwner(ctx, id);
  await ctx.db.deleteFrom("memberships").where("tenant_id", "=", tenant).where("user_id", "=", id).execute();
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("user_id", "=", id)
    .where("tenant_id", "=", tenant)
    .where("revoked_at", "is", null)
    .execute();
  ctx.audit({ resource: { type: "member", id }, changes: { role: held } });
}

/** Owners' rows are locked, in one order: of two owners who leave at once, one stays. */
async function requireOtherOwner(ctx: Ctx, id: string): Promise<void> {
  const owners = await ctx.db
    .selectFrom("memberships")
    .select("user_id")
    .where("tenant_id", "=", tenantOf(ctx))
    .where("role", "=", "owner")
    .orderBy("user_id")
    .forUpdate()
    .execute();
  if (!owners.some((one) => one.user_id !== id))
    throw new AppError("conflict", "a tenant keeps one owner at least: make somebody else an owner first");
}

/**
 * Nobody gives or takes a role that may do more than they may themselves, and owners are made by owners.
 * @throws AppError `forbidden`
 */
export async function requireReach(ctx: Ctx, wanted: Role): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("forbidden", "members are a matter of people");
  const own = await membersOf(ctx).where("users.id", "=", actor.user).executeTakeFirst();
  if (own?.role === "owner") return;
  if (wanted === "owner" || [...ROLE_PERMISSIONS[wanted]].some((one) => !actor.permissions.has(one)))
    throw new AppError("forbidden", `the role '${wanted}' is beyond what you may give or take`);
}

const membersOf = (ctx: Ctx) =>
  ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select(["users.id", "users.name", "users.email", "memberships.role", "memberships.created_at"])
    .where("memberships.tenant_id", "=", tenantOf(ctx));

async function memberOf(ctx: Ctx, id: string) {
  const row = await membersOf(ctx).where("users.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("member");
  return memberView(ctx, row);
}

interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: string;
  created_at: Date;
}

const memberView = (ctx: Ctx, row: MemberRow) => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: role.parse(row.role),
  you: ctx.actor.type === "user" && ctx.actor.user === row.id,
  since: row.created_at.toISOString(),
});
