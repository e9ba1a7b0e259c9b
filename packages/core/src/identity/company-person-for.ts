import { AppError, type Ctx, insertAudit } from "../kernel/index.ts";
import type { Person } from "./admit.ts";
import { type Claims, unconfirmed } from "./company-client.ts";
import { companyHash, domainOf, type Provider } from "./company-provider.ts";
import { membershipOf } from "./membership.ts";
import { insertPerson } from "./register.ts";
import { userId } from "./session.ts";

/**
 * Who somebody is here whom a tenant's provider vouches for: who came in by it before, else the member with that
 * address, else somebody new. Whoever has an account outside of the tenant is never taken over by it.
 */
export async function personFor(ctx: Ctx, provider: Provider, claims: Claims): Promise<Person | AppError> {
  const tenant = provider.tenant_id;
  const email = claims.email?.toLowerCase() ?? "";
  if (claims.email && claims.email_verified !== true) return unconfirmed();
  if (!provider.domains.includes(domainOf(email)))
    return new AppError("forbidden", "the company's sign-in vouches for no address in one of its domains");
  const hash = companyHash(tenant, provider.issuer, claims);
  const known = await ctx.db
    .selectFrom("company_identities")
    .select("user_id")
    .where("hash", "=", hash)
    .executeTakeFirst();
  if (known) return memberOf(ctx, tenant, known.user_id);
  const account = await ctx.db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
  const person = account ? await memberOf(ctx, tenant, account.id) : await newcomer(ctx, provider, email, claims.name);
  if (person instanceof AppError) return person;
  await ctx.db
    .insertInto("company_identities")
    .values({ hash, tenant_id: tenant, user_id: person.id, created_at: ctx.now })
    .execute();
  return person;
}

async function memberOf(ctx: Ctx, tenant: string, user: string): Promise<Person | AppError> {
  const row = await ctx.db.selectFrom("users").select(["id", "email"]).where("id", "=", user).executeTakeFirst();
  if (!row || !(await membershipOf(ctx, user, tenant)))
    return new AppError("conflict", "your account here does not belong to this company; ask its owner to invite you");
  // Never as an operator: a tenant lets people into itself alone.
  return { id: userId(row.id), email: row.email, operator: false };
}

async function newcomer(
  ctx: Ctx,
  { tenant_id: tenant, role }: Provider,
  email: string,
  name = "",
): Promise<Person | AppError> {
  if (role === null || ctx.app.config.HOSTWRIGHT_REGISTRATION === "closed")
    return new AppError("forbidden", "you are not a member of this company yet; ask its owner to invite you");
  const shown = name.trim().slice(0, 100) || email.slice(0, email.indexOf("@"));
  const id = await insertPerson(ctx, { email, name: shown, password: null });
  await ctx.db
    .insertInto("memberships")
    .values({ tenant_id: tenant, user_id: id, role, scope: null, created_at: ctx.now })
    .execute();
  await insertAudit(ctx, "member.join", "done", {
    tenant,
    resource: { type: "member", id },
    changes: { role, by: "company sign-in" },
    person: id,
  });
  return { id: userId(id), email, operator: false };
}
