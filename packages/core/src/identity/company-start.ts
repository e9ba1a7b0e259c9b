import { z } from "zod";
import { CHALLENGE_SECONDS } from "../factor/index.ts";
import { AppError, type Ctx, command, invalidField, query } from "../kernel/index.ts";
import { authorizationOf, type Client, discover } from "./company-client.ts";
import { clientOf, domainOf, providerOf } from "./company-provider.ts";
import { startInput } from "./company-schema.ts";
import { keepUnderWay } from "./company-under-way.ts";
import { operatorClient } from "./operator-provider.ts";

/** Which providers the sign-in page offers beside those of companies, which an address tells. */
export const signInProviders = query({
  name: "auth.providers",
  permission: "public:login",
  input: z.strictObject({}),
  async run({ app }) {
    const required = app.config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED === "yes";
    return { operators: operatorClient(app) ? { required } : null };
  },
});

/** Begins a sign-in at the operators' provider, or at a tenant's, which is named or found by an address. */
export const startCompanySignIn = command({
  name: "auth.oidc_start",
  permission: "public:login",
  input: startInput,
  async prepare(ctx, { email, tenant: named, operator }) {
    if ([email, named, operator].filter((one) => one !== undefined).length !== 1)
      throw invalidField("email", "give one of 'email', 'tenant' and 'operator'");
    const { tenant, client } = operator ? staff(ctx) : await companyOf(ctx, email, named);
    const metadata = await discover(ctx.app, client);
    const { url, secrets } = await authorizationOf(ctx.app, client, metadata, { email });
    return { url, tenant, metadata, secrets };
  },
  async run(ctx, _input, { url, ...begun }) {
    const challenge = await keepUnderWay(ctx, { purpose: "oidc", user: null }, begun);
    if (begun.tenant) ctx.audit({ tenant: begun.tenant, resource: { type: "tenant", id: begun.tenant } });
    return { url, challenge, expires_in: CHALLENGE_SECONDS };
  },
});

interface Place {
  tenant: string | null;
  client: Client;
}

function staff(ctx: Ctx): Place {
  const client = operatorClient(ctx.app);
  if (!client) throw new AppError("not_found", "operators have no provider here; sign in another way");
  return { tenant: null, client };
}

async function companyOf(ctx: Ctx, email: string | undefined, named: string | undefined): Promise<Place> {
  const found = email
    ? await ctx.db
        .selectFrom("sign_in_domains")
        .select("tenant_id")
        .where("domain", "=", domainOf(email))
        .executeTakeFirst()
    : undefined;
  const provider = await providerOf(ctx, found?.tenant_id ?? named ?? "");
  if (!provider) throw new AppError("not_found", "no company sign-in is set up for this address; sign in another way");
  return { tenant: provider.tenant_id, client: await clientOf(ctx, provider) };
}
