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
