import { AppError, type Ctx, command, invalidField, isId, notFound, query } from "../kernel/index.ts";
import { membershipOf, operatorRolesOf } from "./membership.ts";
import { startSupportInput, supportListInput, supportRef } from "./support-schema.ts";
import { signSupportToken } from "./token.ts";

const LISTED = 50;

/** Lets an operator act in a member's place for a while; the tenant's audit trail says so and why, not who. */
export const startSupport = command({
  name: "support.start",
  permission: "operator:support",
  stepUp: true,
  input: startSupportInput,
  async run(ctx, { tenant, user, reason, minutes }) {
    const { actor } = ctx;
    if (actor.type !== "operator") throw new AppError("forbidden", "this is for operators");
    if (await operatorRolesOf(ctx, user)) throw new AppError("forbidden", "nobody acts in another operator's place");
    const member = await membershipOf(ctx, user, tenant);
    if (!member || !isId("usr", user)) throw invalidField("user", "is no member of this tenant");
    const id = ctx.id("ses");
    const ends = new Date(ctx.now.getTime() + minutes * 60_000);
    await ctx.db
      .insertInto("support_sessions")
      .values({
        id,
        tenant_id: tenant,
        user_id: user,
        operator_id: actor.user,
        session_id: actor.session,
        reason,
        started_at: ctx.now,
        ends_at: ends,
        ended_at: null,
      })
      .execute();
    ctx.audit({ tenant, resource: { type: "user", id: user }, changes: { reason, until: ends.toISOString() } });
    return {
      support: await oneSupport(ctx, id),
      access_token: await signSupportToken(ctx.app, { id, user, ends }),
      token_type: "Bearer" as const,
      expires_in: minutes * 60,
    };
  },
});

/** Ends it early: its token is refused from now on. */
export const endSupport = command({
  name: "support.end",
  permission: "operator:support",
  input: supportRef,
  async run(ctx, { id }) {
    const found = await oneSupport(ctx, id);
    await ctx.db
      .updateTable("support_sessions")
      .set({ ended_at: ctx.now })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .execute();
    ctx.audit({ tenant: found.tenant.id, resource: { type: "user", id: found.user.id } });
    return { support: await oneSupport(ctx, id) };
  },
});

/** When operators acted for a tenant, the latest first. */
export const listSupport = query({
  name: "support.list",
  permission: "operator:support",
  input: supportListInput,
  async run(ctx, { tenant }) {
    const rows = await supportRows(ctx)
      .where("support_sessions.tenant_id", "=", tenant)
      .orderBy("support_sessions.id", "desc")
      .limit(LISTED)
      .execute();
    return { support: rows.map(supportView) };
  },
});

const supportRows = (ctx: Ctx) =>
  ctx.db
    .selectFrom("support_sessions")
    .innerJoin("tenants", "tenants.id", "support_sessions.tenant_id")
    .innerJoin("users as member", "member.id", "support_sessions.user_id")
    .innerJoin("users as operator", "operator.id", "support_sessions.operator_id")
    .selectAll("support_sessions")
    .select(["tenants.name as tenant_name", "member.name as user_name", "operator.name as operator_name"]);

async function oneSupport(ctx: Ctx, id: string) {
  const row = await supportRows(ctx).where("support_sessions.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("support session");
  return supportView(row);
}

type Row = Awaited<ReturnType<ReturnType<typeof supportRows>["execute"]>>[number];

const supportView = (row: Row) => ({
  id: row.id,
  tenant: { id: row.tenant_id, name: row.tenant_name },
  user: { id: row.user_id, name: row.user_name },
  operator: { id: row.operator_id, name: row.operator_name },
  reason: row.reason,
  started: row.started_at.toISOString(),
  ends: row.ends_at.toISOString(),
  ended: row.ended_at?.toISOString() ?? null,
});
