import { CHALLENGE_SECONDS, openChallenge } from "../factor/index.ts";
import { AppError, command, invalidField } from "../kernel/index.ts";
import { sealForUs } from "../kernel/seal.ts";
import { authorizationOf, discover } from "./company-client.ts";
import { clientOf, domainOf, providerOf } from "./company-provider.ts";
import { startInput } from "./company-schema.ts";
import type { UnderWay } from "./company-under-way.ts";

/** Begins a sign-in at the provider of a tenant, which is named or found by an address. */
export const startCompanySignIn = command({
  name: "auth.oidc_start",
  permission: "public:login",
  input: startInput,
  async prepare(ctx, { email, tenant: named }) {
    if ((email === undefined) === (named === undefined))
      throw invalidField("email", "give one of 'email' and 'tenant'");
    const found = email
      ? await ctx.db
          .selectFrom("sign_in_domains")
          .select("tenant_id")
          .where("domain", "=", domainOf(email))
          .executeTakeFirst()
      : undefined;
    const provider = await providerOf(ctx, found?.tenant_id ?? named ?? "");
    if (!provider)
      throw new AppError("not_found", "no company sign-in is set up for this address; sign in another way");
    const client = await clientOf(ctx, provider);
    const metadata = await discover(ctx.app, client);
    const { url, secrets } = await authorizationOf(ctx.app, client, metadata, email);
    return { url, tenant: provider.tenant_id, metadata, secrets };
  },
  async run(ctx, _input, { url, ...begun }) {
    const underWay: UnderWay = { ...begun, agent: ctx.origin?.userAgent ?? null };
    const sealed = await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, underWay);
    const challenge = await openChallenge(ctx, { purpose: "oidc", user: null, data: { sealed } });
    ctx.audit({ tenant: begun.tenant, resource: { type: "tenant", id: begun.tenant } });
    return { url, challenge, expires_in: CHALLENGE_SECONDS };
  },
});
