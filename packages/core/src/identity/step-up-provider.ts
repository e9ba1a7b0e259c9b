import { z } from "zod";
import { CHALLENGE_SECONDS, takeChallenge } from "../factor/index.ts";
import { affected, jsonIn } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, isByProvider, tenantOfActor } from "../kernel/index.ts";
import { PROOF_MS } from "../kernel/step-up.ts";
import { authorizationOf, type Claims, type Client, claimsOf, discover } from "./company-client.ts";
import { clientNow, companyHash } from "./company-provider.ts";
import { finishProofInput } from "./company-schema.ts";
import { keepUnderWay, openUnderWay } from "./company-under-way.ts";
import { operatorHash } from "./operator-person-for.ts";
import { allowedBy } from "./operator-provider.ts";
import { personOf } from "./person.ts";
import { ended } from "./session.ts";

/** A provider's clock may be so far behind ours. */
const SKEW_MS = 60_000;

/** Begins to show once more whose session this is, at the provider that let it in: it is told to ask them again. */
export const beginProviderProof = command({
  name: "account.step_up_provider_start",
  permission: "account:read",
  input: z.strictObject({}),
  async prepare(ctx) {
    const { tenant, client } = await placeOf(ctx);
    const { user } = personOf(ctx);
    const account = await ctx.db.selectFrom("users").select("email").where("id", "=", user).executeTakeFirst();
    const metadata = await discover(ctx.app, client);
    const wish = { email: account?.email, asked: true };
    return { tenant, metadata, ...(await authorizationOf(ctx.app, client, metadata, wish)) };
  },
  async run(ctx, _input, { url, ...begun }) {
    const { user, session } = personOf(ctx);
    ctx.audit({ resource: { type: "session", id: session } });
    const challenge = await keepUnderWay(ctx, { purpose: "oidc-step-up", user }, begun);
    return { url, challenge, expires_in: CHALLENGE_SECONDS };
  },
});

/** Ends it: the same person, asked since it was begun. Dangerous commands pass for the next ten minutes. */
export const finishProviderProof = command({
  name: "account.step_up_provider",
  permission: "account:read",
  input: finishProofInput,
  async prepare(ctx, { challenge: token, ...returned }) {
    const { tenant: here, client } = await placeOf(ctx);
    const { user, session } = personOf(ctx);
    ctx.audit({ resource: { type: "session", id: session } });
    const challenge = await takeChallenge(ctx, "oidc-step-up", token);
    if (challenge instanceof AppError || challenge.user !== user) throw refused();
    const { tenant, metadata, secrets, begun } = await openUnderWay(ctx, challenge.data);
    if (tenant !== here || client.issuer !== metadata.issuer) throw refused();
    const claims = await claimsOf(ctx.app, client, metadata, secrets, { ...returned, iss: returned.iss }).catch(
      (error: unknown) => {
        throw error instanceof AppError && error.code === "unauthorized" ? refused() : error;
      },
    );
    return { tenant, client, claims, begun };
  },
  async run(ctx, _input, { tenant, client, claims, begun }) {
    const { user, session } = personOf(ctx);
    ctx.audit({ resource: { type: "session", id: session } });
    if (claims.auth_time === undefined)
      return new AppError(
        "conflict",
        "your sign-in provider does not say when it asked you (auth_time); whoever runs it can change that",
      );
    if (claims.auth_time * 1000 < begun - SKEW_MS || !(await isTheirs(ctx, { user, tenant, client, claims })))
      return refused();
    const proved = await ctx.db
      .updateTable("sessions")
      .set({ proved_at: ctx.now, ...(tenant === null ? { operator_roles: allowedNow(ctx, claims) } : {}) })
      .where("id", "=", session)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (affected(proved) !== 1) return ended();
    return { expires: new Date(ctx.now.getTime() + PROOF_MS).toISOString() };
  },
});

/** Their groups may have changed since they signed in. */
function allowedNow(ctx: Ctx, claims: Claims) {
  const allowed = allowedBy(ctx.app, claims);
  return allowed && jsonIn(allowed);
}

const refused = () => new AppError("forbidden", "the provider did not show that it is you; begin again");

/** Which provider let this session in. @throws AppError `conflict` where none did, `unauthorized` where it is gone */
async function placeOf(ctx: Ctx): Promise<{ tenant: string | null; client: Client }> {
  if (!isByProvider(ctx.actor))
    throw new AppError("conflict", "no sign-in provider let you in: POST /v1/account/step-up");
  const tenant = tenantOfActor(ctx.actor);
  const client = await clientNow(ctx, tenant);
  if (!client) throw ended();
  return { tenant, client };
}

interface Shown {
  user: string;
  tenant: string | null;
  client: Client;
  claims: Claims;
}

/** Whether it vouched for the very person it let in. */
async function isTheirs(ctx: Ctx, { user, tenant, client, claims }: Shown): Promise<boolean> {
  const table = tenant === null ? "operator_identities" : "company_identities";
  const hash = tenant === null ? operatorHash(client.issuer, claims) : companyHash(tenant, client.issuer, claims);
  const found = await ctx.db.selectFrom(table).select("user_id").where("hash", "=", hash).executeTakeFirst();
  return found?.user_id === user;
}
