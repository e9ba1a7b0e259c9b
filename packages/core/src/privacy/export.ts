import { z } from "zod";
import { entriesAbout } from "../audit/index.ts";
import { AppError, type Ctx, command, tenantOf } from "../kernel/index.ts";
import { OF_PERSONS, OF_TENANTS, type Place } from "./kept.ts";
import { rowsOf } from "./rows.ts";

/** Newest entries of the audit trail in an archive; the rest is to be had from its own export. */
const ENTRIES = 1000;

async function sectionsOf(ctx: Ctx, places: readonly Place[], column: "user_id" | "tenant_id", id: string) {
  const sections: Record<string, unknown[]> = {};
  for (const place of places)
    if (place.table !== "audit_log" && place.private !== true)
      sections[place.table] = await rowsOf(ctx, place, column, id);
  return sections;
}

const archive = (ctx: Ctx, name: string, content: object) => ({
  text: JSON.stringify({ made: ctx.now.toISOString(), ...content }, null, 1),
  headers: {
    "content-type": "application/json",
    "content-disposition": `attachment; filename="${name}-${ctx.now.toISOString().slice(0, 10)}.json"`,
    "cache-control": "no-store",
  },
});

/** Everything there is about the person who asks, in all their tenants. */
export const exportAccount = command({
  name: "account.export",
  permission: "account:export",
  input: z.strictObject({}),
  stepUp: true,
  async run(ctx) {
    const { actor } = ctx;
    if (actor.type !== "user" && actor.type !== "operator")
      throw new AppError("forbidden", "this is for people who are signed in");
    const profile = await ctx.db
      .selectFrom("users")
      .select(["id", "email", "name", "language", "time_zone", "created_at"])
      .where("id", "=", actor.user)
      .executeTakeFirst();
    const sections = await sectionsOf(ctx, OF_PERSONS, "user_id", actor.user);
    ctx.audit({ resource: { type: "user", id: actor.user } });
    const audit = await entriesAbout(ctx, { person: actor.user }, ENTRIES);
    return archive(ctx, "account", { profile, ...sections, audit });
  },
});

/** Everything there is about the tenant. */
export const exportTenant = command({
  name: "tenant.export",
  permission: "tenant:export",
  input: z.strictObject({}),
  stepUp: true,
  async run(ctx) {
    const id = tenantOf(ctx);
    const tenant = await ctx.db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirst();
    const members = await ctx.db
      .selectFrom("memberships")
      .innerJoin("users", "users.id", "memberships.user_id")
      .select(["users.id", "users.email", "users.name", "memberships.role"])
      .where("memberships.tenant_id", "=", id)
      .execute();
    const sections = await sectionsOf(ctx, OF_TENANTS, "tenant_id", id);
    ctx.audit({ resource: { type: "tenant", id } });
    const audit = await entriesAbout(ctx, { tenant: id }, ENTRIES);
    return archive(ctx, "tenant", { tenant, members, ...sections, audit });
  },
});
