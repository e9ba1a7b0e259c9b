import { takeChallenge } from "../factor/index.ts";
import { AppError, command } from "../kernel/index.ts";
import { admit } from "./admit.ts";
import { claimsOf } from "./company-client.ts";
import { personFor } from "./company-person-for.ts";
import { clientOf, providerOf } from "./company-provider.ts";
import { finishInput } from "./company-schema.ts";
import { openUnderWay } from "./company-under-way.ts";
import { ended } from "./session.ts";

/** Ends a sign-in at a tenant's provider: whom it vouches for is let into that tenant, and nowhere else. */
export const finishCompanySignIn = command({
  name: "auth.oidc",
  permission: "public:login",
  input: finishInput,
  async prepare(ctx, { challenge: token, code, state, iss }) {
    const challenge = await takeChallenge(ctx, "oidc", token);
    if (challenge instanceof AppError) throw challenge;
    const { tenant, metadata, secrets, agent } = await openUnderWay(ctx, challenge.data);
    ctx.audit({ tenant, resource: { type: "tenant", id: tenant } });
    if (agent !== (ctx.origin?.userAgent ?? null)) throw ended();
    const provider = await providerOf(ctx, tenant);
    // Changed or taken away meanwhile: what was begun at another provider is worth nothing.
    if (provider?.issuer !== metadata.issuer) throw ended();
    const client = await clientOf(ctx, provider);
    return { provider, claims: await claimsOf(ctx.app, client, metadata, secrets, { code, state, iss }) };
  },
  async run(ctx, { device }, { provider, claims }) {
    const tenant = provider.tenant_id;
    ctx.audit({ tenant, resource: { type: "tenant", id: tenant } });
    // Once more, now that nothing can change on the way.
    const now = await providerOf(ctx, tenant);
    if (now?.issuer !== provider.issuer || now.client_id !== provider.client_id) return ended();
    const person = await personFor(ctx, now, claims);
    if (person instanceof AppError) return person;
    return admit(ctx, person, "oidc", { tenant, device });
  },
});
