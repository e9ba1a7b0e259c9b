import { createHash } from "node:crypto";
import { type Ctx, isId } from "../kernel/index.ts";
import { openOurs } from "../kernel/seal.ts";
import { reachOf } from "../webhook/index.ts";
import type { Claims, Client } from "./company-client.ts";
import { operatorClient } from "./operator-provider.ts";

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

export const clientOf = async (
  ctx: Ctx,
  { tenant_id, issuer, client_id, sealed_secret }: Provider,
): Promise<Client> => ({
  tenant: tenant_id,
  issuer,
  clientId: client_id,
  secret: String(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, sealed_secret)),
  reach: reachOf(ctx.app),
});

/** The client that a sign-in of a tenant, or of operators, goes by now; undefined: there is none. */
export async function clientNow(ctx: Ctx, tenant: string | null): Promise<Client | undefined> {
  if (tenant === null) return operatorClient(ctx.app);
  const provider = await providerOf(ctx, tenant);
  return provider && clientOf(ctx, provider);
}

/** Who somebody at a tenant's provider is known as. */
export const companyHash = (tenant: string, issuer: string, { sub }: Claims): string =>
  createHash("sha256")
    .update(JSON.stringify([tenant, issuer, sub]))
    .digest("hex");

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1).toLowerCase();
