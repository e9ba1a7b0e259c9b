import { affected } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, decodeCursor, notFound, pageMeta, query, toPage } from "../kernel/index.ts";
import { insertInvitation } from "./invitations.ts";
import { writeDecision } from "./letters.ts";
import { newTenantInput, operatorTenantListInput, refuseTenantInput, tenantRef } from "./member-schema.ts";
import { personOf } from "./person.ts";
import { tenantView } from "./tenants.ts";

export const listTenants = query({
  name: "operator.tenant.list",
  permission: "operator:read",
  input: operatorTenantListInput,
  async run(ctx, { limit, cursor, sort, status, name }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = ctx.db
      .selectFrom("tenants")
      .selectAll()
      .orderBy("id", direction)
      .limit(limit + 1);
    if (status) rows = rows.where("status", "=", status);
    if (name) rows = rows.where((eb) => eb(eb.fn("lower", ["name"]), "like", `%${escaped(name.toLowerCase())}%`));
    if (after) rows = rows.where("id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      ({ id }) => ({ value: "", id }),
      (row) => row,
    );
    const owners = await ownersOf(
      ctx,
      page.items.map(({ id }) => id),
    );
    return {
      tenants: page.items.map((row) => ({ ...tenantView(row), owner: owners.get(row.id) ?? null })),
      meta: pageMeta(limit, page.nextCursor),
    };
  },
});

/** Makes a tenant for somebody, and invites them to own it: how customers come where accounts are by invitation. */
export const createTenantFor = command({
  name: "operator.tenant.create",
  permission: "operator:tenant",
  input: newTenantInput,
  async run(ctx, { name, owner_email }) {
    const id = ctx.id("ten");
    await ctx.db.insertInto("tenants").values({ id, name, status: "active", created_at: ctx.now }).execute();
    const { user } = personOf(ctx);
    const invitation = await insertInvitation(ctx, {
      tenant: id,
      tenantName: name,
      email: owner_email,
      role: "owner",
      scope: null,
      by: user,
    });
    ctx.audit({ tenant: id, resource: { type: "tenant", id }, changes: { name, invitation } });
    return { tenant: await tenantOf(ctx, id) };
  },
});

export const approveTenant = command({
  name: "operator.tenant.approve",
  permission: "operator:tenant",
  input: tenantRef,
  run: (ctx, { id }) => decide(ctx, id, null),
});

/** The owners are told the reason. */
export const refuseTenant = command({
  name: "operator.tenant.refuse",
  permission: "operator:tenant",
  input: refuseTenantInput,
  run: (ctx, { id, reason }) => decide(ctx, id, reason),
});

/** Approves a tenant, or refuses it for a reason; a refusal can be taken back, and the other way round. */
async function decide(ctx: Ctx, id: string, reason: string | null) {
  const status = reason === null ? "active" : "refused";
  const before = await tenantOf(ctx, id);
  const changed = await ctx.db
    .updateTable("tenants")
    .set({ status, status_reason: reason })
    .where("id", "=", id)
    .where("status", "!=", status)
    .executeTakeFirst();
  if (affected(changed) === 0)
    throw new AppError("conflict", `this tenant is ${status === "active" ? "approved" : "refused"} already`);
  const owners = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select(["users.email", "users.name"])
    .where("memberships.tenant_id", "=", id)
    .where("memberships.role", "=", "owner")
    .execute();
  for (const { email, name } of owners) writeDecision(ctx, email, name, before.name, reason);
  ctx.audit({
    tenant: id,
    resource: { type: "tenant", id },
    changes: { status: { before: before.status, after: status }, ...(reason === null ? {} : { reason }) },
  });
  return { tenant: await tenantOf(ctx, id) };
}

async function tenantOf(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound("tenant");
  return { ...tenantView(row), owner: (await ownersOf(ctx, [id])).get(id) ?? null };
}

/** Of each tenant the owner who has been there longest. */
async function ownersOf(ctx: Ctx, tenants: string[]) {
  if (tenants.length === 0) return new Map<string, { id: string; name: string; email: string }>();
  const rows = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select(["memberships.tenant_id", "users.id", "users.name", "users.email"])
    .where("memberships.tenant_id", "in", tenants)
    .where("memberships.role", "=", "owner")
    .orderBy("memberships.created_at", "desc")
    .execute();
  return new Map(rows.map(({ tenant_id, ...owner }) => [tenant_id, owner]));
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, (char) => `\\${char}`);
