import { type Ctx, isId } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";

/** A tenant's provider with its domains; undefined: it has none. */
export async function providerOf(ctx: Ctx, tenant: string) {
  const row = await ctx.db
    .selectFrom("sign_in_providers")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .executeTakeFirst();
  if (!row || !isId("ten", row.tenant_id)) return undefined;
  const domains = await ctx.db
    .selectFrom("sign_in_domains")
    .select("domain")
    .where("tenant_id", "=", tenant)
    .orderBy("domain")
    .execute();
  return { ...row, tenant_id: row.tenant_id, domains: domains.map(({ domain }) => domain) };
}

export type Provider = NonNullable<Awaited<ReturnType<typeof providerOf>>>;

export const clientOf = async (ctx: Ctx, { issuer, client_id, sealed_secret }: Provider) => ({
  issuer,
  clientId: client_id,
  secret: String(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, sealed_secret)),
});

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1).toLowerCase();
