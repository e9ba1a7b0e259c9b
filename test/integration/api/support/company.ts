import { z } from "zod";
import type { Face } from "./face.ts";
import { type Issuer, type Said, startIssuer } from "./issuer.ts";

const begun = z.object({ url: z.string(), challenge: z.string() });

const issuers = new WeakMap<Face, Issuer>();

/** The provider that goes with an installation, started when it is first asked for; it ends with the process. */
export async function issuerOf(face: Face): Promise<Issuer> {
  const known = issuers.get(face);
  if (known) return known;
  const issuer = await startIssuer(() => face.clock.now());
  issuers.set(face, issuer);
  return issuer;
}

export const settingOf = ({ url, client }: Issuer, more: object = {}) => ({
  issuer: url,
  client_id: client.id,
  client_secret: client.secret,
  domains: ["hostwright.test"],
  newcomers: "read-only",
  ...more,
});

/** The owner's tenant has a provider of its own. */
export async function aProvider(face: Face, more: object = {}): Promise<Issuer> {
  const issuer = await issuerOf(face);
  const answer = await face.ask("PUT", "/v1/tenant/sign-in", { as: "owner", body: settingOf(issuer, more) });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return issuer;
}

/** Somebody goes to the provider and comes back: what finishes their sign-in. */
export async function comeBack(face: Face, issuer: Issuer, said: Said, start: object = { email: "a@hostwright.test" }) {
  const { url, challenge } = begun.parse((await face.ask("POST", "/v1/auth/oidc/start", { body: start })).body);
  return { challenge, ...issuer.visit(url, said) };
}

/** The operators have a provider of their own. */
export async function operatorsProvider(face: Face, roles: readonly string[] = []): Promise<Issuer> {
  const issuer = await issuerOf(face);
  Object.assign(face.app.config, {
    HOSTWRIGHT_OPERATOR_OIDC_ISSUER: issuer.url,
    HOSTWRIGHT_OPERATOR_OIDC_CLIENT_ID: issuer.client.id,
    HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET: issuer.client.secret,
    HOSTWRIGHT_OPERATOR_OIDC_ROLES: new Set(roles),
  });
  return issuer;
}

const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });

/** Somebody signs in at the provider: their tokens, and the headers of their requests. */
export async function signedIn(face: Face, issuer: Issuer, said: Said, start?: object) {
  const body = await comeBack(face, issuer, said, start);
  const answer = tokens.parse((await face.ask("POST", "/v1/auth/oidc/finish", { body })).body);
  return { ...answer, headers: { authorization: `Bearer ${answer.access_token}` } };
}

/** They go there once more to show that it is them: what finishes it. */
export async function comeBackProved(face: Face, issuer: Issuer, said: Said, headers: { authorization: string }) {
  const { url, challenge } = begun.parse(
    (await face.ask("POST", "/v1/account/step-up/provider/start", { headers })).body,
  );
  return { challenge, ...issuer.visit(url, said) };
}
