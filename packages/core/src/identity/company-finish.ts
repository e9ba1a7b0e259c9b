import { takeChallenge } from "../factor/index.ts";
import { AppError, type Ctx, command } from "../kernel/index.ts";
import { admit, type Person } from "./admit.ts";
import { askedAt, type Claims, type Client, claimsOf } from "./company-client.ts";
import { personFor } from "./company-person-for.ts";
import { clientNow, providerOf } from "./company-provider.ts";
import { finishInput } from "./company-schema.ts";
import { openUnderWay } from "./company-under-way.ts";
import { operatorFor } from "./operator-person-for.ts";
import { ended } from "./session.ts";

/**
 * Ends a sign-in at a provider. Whom a tenant's vouches for is let into that tenant, whom the operators' vouches for into
 * their half, and nowhere else.
 */
export const finishCompanySignIn = command({
  name: "auth.oidc",
  permission: "public:login",
  input: finishInput,
  async prepare(ctx, { challenge: token, code, state, iss, callback }) {
    const challenge = await takeChallenge(ctx, "oidc", token);
    if (challenge instanceof AppError) throw challenge;
    const { tenant, metadata, secrets } = await openUnderWay(ctx, challenge.data);
    if (tenant) ctx.audit({ tenant, resource: { type: "tenant", id: tenant } });
    const client = await clientNow(ctx, tenant);
    // Changed or taken away meanwhile: what was begun at another provider is worth nothing.
    if (client?.issuer !== metadata.issuer) throw ended();
    const returned = { code, state, iss, callback };
    return { tenant, client, claims: await claimsOf(ctx.app, client, metadata, secrets, returned) };
  },
  async run(ctx, { device }, { tenant, client, claims }) {
    if (tenant) ctx.audit({ tenant, resource: { type: "tenant", id: tenant } });
    const person = await (tenant ? memberFor(ctx, tenant, client, claims) : operatorFor(ctx, client.issuer, claims));
    if (person instanceof AppError) return person;
    const shown = { ...person, proved: askedAt(ctx.now, claims) };
    return admit(ctx, shown, "oidc", { tenant: tenant ?? undefined, device });
  },
});

async function memberFor(ctx: Ctx, tenant: string, client: Client, claims: Claims): Promise<Person | AppError> {
  // Once more, now that nothing can change on the way.
  const now = await providerOf(ctx, tenant);
  if (now?.issuer !== client.issuer || now.client_id !== client.clientId) return ended();
  return personFor(ctx, now, claims);
}
