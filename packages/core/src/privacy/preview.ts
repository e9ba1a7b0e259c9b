import { type Ctx, notFound } from "../kernel/index.ts";
import { OF_PERSONS, OF_TENANTS, type Place } from "./kept.ts";
import { countOf } from "./rows.ts";
import type { Erasure } from "./schema.ts";

type Part = Erasure["deletes"][number];

async function partsOf(ctx: Ctx, places: readonly Place[], column: "user_id" | "tenant_id", id: string) {
  const parts: Record<"delete" | "anonymous" | "keep", Part[]> = { delete: [], anonymous: [], keep: [] };
  for (const { table, title, outcome } of places) {
    if (outcome.fate === "inner") continue;
    const count = await countOf(ctx, table, column, id);
    if (count > 0) parts[outcome.fate].push({ what: title, count, why: "why" in outcome ? outcome.why : null });
  }
  return { deletes: parts.delete, anonymises: parts.anonymous, keeps: parts.keep };
}

/** What erasing a person would do, and why it may not be done yet. */
export async function personErasure(ctx: Ctx, id: string): Promise<Erasure> {
  const user = await ctx.db.selectFrom("users").select(["name", "email"]).where("id", "=", id).executeTakeFirst();
  if (!user) throw notFound("user");
  const parts = await partsOf(ctx, OF_PERSONS, "user_id", id);
  const audited = await ctx.db
    .selectFrom("audit_log")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where((eb) => eb.or([eb("person_id", "=", id), eb("subject_id", "=", id)]))
    .executeTakeFirst();
  return {
    subject: { type: "user", id, name: user.name },
    refusals: await refusalsOf(ctx, id),
    deletes: [{ what: "Name, e-mail address and password", count: 1, why: null }, ...parts.deletes],
    anonymises: [
      ...parts.anonymises,
      {
        what: "Audit entries",
        count: Number(audited?.count ?? 0),
        why: "They stay, under a pseudonym: addresses, programs and names in them become unreadable.",
      },
    ],
    keeps: parts.keeps,
    confirm: user.email,
  };
}

/** A tenant must not be left without an owner, nor the platform without an administrator. */
async function refusalsOf(ctx: Ctx, id: string): Promise<Erasure["refusals"]> {
  const owned = await ctx.db
    .selectFrom("memberships")
    .innerJoin("tenants", "tenants.id", "memberships.tenant_id")
    .select(["tenants.id", "tenants.name"])
    .where("memberships.user_id", "=", id)
    .where("memberships.role", "=", "owner")
    .where("memberships.scope", "is", null)
    .execute();
  const refusals: Erasure["refusals"] = [];
  for (const tenant of owned) {
    const other = await ctx.db
      .selectFrom("memberships")
      .select("user_id")
      .where("tenant_id", "=", tenant.id)
      .where("role", "=", "owner")
      .where("scope", "is", null)
      .where("user_id", "!=", id)
      .limit(1)
      .executeTakeFirst();
    if (!other)
      refusals.push({
        code: "last_owner",
        message: `the last owner of '${tenant.name}': make somebody else its owner, or have the tenant erased first`,
      });
  }
  const user = await ctx.db.selectFrom("users").select("operator_roles").where("id", "=", id).executeTakeFirst();
  if (user?.operator_roles)
    refusals.push({ code: "operator", message: "an operator of the platform: take their operator roles away first" });
  return refusals;
}

/** What erasing a tenant would do, and why it may not be done yet. */
export async function tenantErasure(ctx: Ctx, id: string): Promise<Erasure> {
  const tenant = await ctx.db.selectFrom("tenants").select("name").where("id", "=", id).executeTakeFirst();
  if (!tenant) throw notFound("tenant");
  const servers = await ctx.db
    .selectFrom("servers")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", id)
    .where("status", "!=", "deleted")
    .executeTakeFirst();
  const backups = await ctx.db
    .selectFrom("backups")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("tenant_id", "=", id)
    .executeTakeFirst();
  const refusals: Erasure["refusals"] = [];
  const there = Number(servers?.count ?? 0);
  if (there > 0) refusals.push({ code: "has_servers", message: `there are ${there} servers: delete them first` });
  const kept = Number(backups?.count ?? 0);
  if (kept > 0) refusals.push({ code: "has_backups", message: `there are ${kept} backups: delete them first` });
  return {
    subject: { type: "tenant", id, name: tenant.name },
    refusals,
    ...(await partsOf(ctx, OF_TENANTS, "tenant_id", id)),
    confirm: tenant.name,
  };
}
