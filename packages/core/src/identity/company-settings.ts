import { z } from "zod";
import { insertIgnore } from "../kernel/database/index.ts";
import { AppError, type Ctx, changed, command, invalidField, notFound, query, tenantOf } from "../kernel/index.ts";
import { sealForUs } from "../kernel/seal.ts";
import { reachOf, urlProblem } from "../webhook/index.ts";
import { discover, IssuerMisspelt, redirectUrl } from "./company-client.ts";
import { recordOf, unprovedOf } from "./company-domain-proof.ts";
import { type Provider, providerOf } from "./company-provider.ts";
import { setProviderInput } from "./company-schema.ts";
import { givenRole } from "./members.ts";
import { membershipOf } from "./membership.ts";
import { personOf } from "./person.ts";
import { tenantRow } from "./tenants.ts";

/** How the tenant's people sign in. */
export const getSignIn = query({
  name: "tenant.get_sign_in",
  permission: "tenant:read",
  input: z.strictObject({}),
  async run(ctx) {
    const tenant = tenantOf(ctx);
    const provider = await providerOf(ctx, tenant);
    return {
      provider: provider ? providerView(provider) : null,
      redirect_url: redirectUrl(ctx.app, tenant),
      dns_record: recordOf(tenant),
      second_factor_required: (await tenantRow(ctx)).requires_second_factor,
    };
  },
});

/**
 * Has the tenant's own provider say who its people are. A matter of owners: whoever names the provider decides who is
 * believed to be whom, owners included.
 */
export const setProvider = command({
  name: "tenant.set_sign_in",
  permission: "tenant:manage",
  stepUp: true,
  input: setProviderInput,
  async prepare(ctx, { issuer, client_id, domains }) {
    await requireOwner(ctx);
    const reach = reachOf(ctx.app);
    const problem = urlProblem(issuer, reach);
    if (problem) throw invalidField("issuer", problem);
    const unproved = reach === "anywhere" ? [] : await unprovedOf(domains, tenantOf(ctx));
    if (unproved.length > 0) {
      const { name, value } = recordOf(tenantOf(ctx));
      throw invalidField(
        "domains",
        `add a TXT record ${name}.${unproved[0]} with '${value}' first: ${unproved.join(", ")}`,
      );
    }
    await discover(ctx.app, { issuer, clientId: client_id, reach }).catch((error: unknown) => {
      const misspelt = error instanceof AppError && error.cause instanceof IssuerMisspelt ? error.cause.message : null;
      throw invalidField("issuer", misspelt ?? "no OpenID Connect provider answers there as it should");
    });
  },
  async run(ctx, { issuer, client_id, client_secret, domains, newcomers }) {
    const tenant = tenantOf(ctx);
    if (newcomers) await givenRole(ctx, newcomers, "tenant:manage");
    const before = await providerOf(ctx, tenant);
    const same = before?.issuer === issuer && before.client_id === client_id;
    const sealed = client_secret
      ? await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, client_secret)
      : same && before.sealed_secret;
    if (!sealed) throw invalidField("client_secret", "is needed for another provider");
    if (before && !(same && before.domains.every((one) => domains.includes(one)))) await endSignIns(ctx, tenant);
    await forgetProvider(ctx, tenant);
    const row = { tenant_id: tenant, issuer, client_id, sealed_secret: sealed, role: newcomers, updated_at: ctx.now };
    await ctx.db.insertInto("sign_in_providers").values(row).execute();
    for (const domain of domains)
      if (!(await insertIgnore(ctx.db, "sign_in_domains", { domain, tenant_id: tenant })))
        throw new AppError("conflict", `${domain} is another tenant's; ask us if it should be yours`);
    ctx.audit({
      resource: { type: "tenant", id: tenant },
      changes: changed(before ? shownOf(before) : null, { issuer, client_id, domains, newcomers }),
    });
    return { provider: providerView({ ...row, domains: [...domains].sort() }) };
  },
});

/** Members sign in with what is their own again. Sessions that the provider let in end. */
export const removeProvider = command({
  name: "tenant.remove_sign_in",
  permission: "tenant:manage",
  stepUp: true,
  input: z.strictObject({}),
  async run(ctx) {
    const tenant = tenantOf(ctx);
    const provider = await providerOf(ctx, tenant);
    if (!provider) throw notFound("sign-in provider");
    await requireOwner(ctx);
    await endSignIns(ctx, tenant);
    await forgetProvider(ctx, tenant);
    ctx.audit({ resource: { type: "tenant", id: tenant }, changes: changed(shownOf(provider), null) });
    return { provider: providerView(provider) };
  },
});

async function requireOwner(ctx: Ctx): Promise<void> {
  const member = await membershipOf(ctx, personOf(ctx).user, tenantOf(ctx));
  if (member?.role !== "owner" || member.scope !== undefined)
    throw new AppError("forbidden", "only an owner changes who says who members are");
}

async function forgetProvider(ctx: Ctx, tenant: string): Promise<void> {
  await ctx.db.deleteFrom("sign_in_domains").where("tenant_id", "=", tenant).execute();
  await ctx.db.deleteFrom("sign_in_providers").where("tenant_id", "=", tenant).execute();
}

/** Whom the provider let in is out, and known by it no more. */
async function endSignIns(ctx: Ctx, tenant: string): Promise<void> {
  await ctx.db.deleteFrom("company_identities").where("tenant_id", "=", tenant).execute();
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("tenant_id", "=", tenant)
    .where("method", "=", "oidc")
    .where("revoked_at", "is", null)
    .execute();
}

/** What of it an audit row tells. */
function shownOf(provider: Parameters<typeof providerView>[0]) {
  const { updated: _updated, ...shown } = providerView(provider);
  return shown;
}

const providerView = ({
  issuer,
  client_id,
  domains,
  role,
  updated_at,
}: Omit<Provider, "tenant_id" | "sealed_secret">) => ({
  issuer,
  client_id,
  domains,
  newcomers: role,
  updated: updated_at.toISOString(),
});
