import * as oidc from "openid-client";
import { z } from "zod";
import { type App, AppError } from "../kernel/index.ts";
import type { Reach } from "../webhook/index.ts";
import { guardedFetch, ProviderAway } from "./company-fetch.ts";

/** Signatures by the provider's public keys alone: neither `none` nor a secret that both have. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const TIMEOUT_SECONDS = 5;

/** What of the system is used here. */
type Here = Pick<App, "clock" | "config" | "log">;

export interface Client {
  /** Whose provider it is; null: the operators'. */
  tenant: string | null;
  issuer: string;
  clientId: string;
  secret: string;
  /** Where we go to ask it. */
  reach: Reach;
}

/** What is used of a provider's description of itself. */
export const metadataShape = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
  id_token_signing_alg_values_supported: z
    .array(z.string())
    .default(["RS256"])
    .transform((offered) => offered.filter((one) => ALGORITHMS.includes(one)))
    .refine((usable) => usable.length > 0, "no signature we accept"),
});
export type Metadata = z.output<typeof metadataShape>;

/**
 * The end of a provider's redirect URI. Each has one of its own: an answer that another provider gave is told by where it
 * came in, before its code goes anywhere (RFC 9700, 4.4).
 */
export const callbackOf = (tenant: string | null): string => tenant ?? "staff";

export const redirectUrl = (app: Here, tenant: string | null): string =>
  `${app.config.HOSTWRIGHT_DASHBOARD_URL.replace(/\/$/, "")}/auth/oidc/callback/${callbackOf(tenant)}`;

/** Whether the provider may be asked without TLS: on this machine alone. */
function plainly({ issuer, reach }: Pick<Client, "issuer" | "reach">): boolean {
  const { protocol, hostname } = new URL(issuer);
  return reach === "anywhere" && protocol === "http:" && /^(127(\.\d+){3}|\[::1\]|localhost)$/.test(hostname);
}

/** The provider calls itself otherwise than we do: its tokens would never fit. */
export class IssuerMisspelt extends Error {
  override readonly name = "IssuerMisspelt";
  readonly right: string;

  constructor(right: string) {
    super(`the provider calls itself '${right}'; write it exactly so`);
    this.right = right;
  }
}

const otherIssuer = z.object({ attribute: z.literal("issuer"), body: z.object({ issuer: z.string().max(500) }) });

/** The same, as the library has found it. */
function misspelt(error: unknown): IssuerMisspelt | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const told = otherIssuer.safeParse(cause.cause);
    if (told.success) return new IssuerMisspelt(told.data.body.issuer);
  }
  return undefined;
}

/**
 * What the provider says of itself.
 * @throws AppError `maintenance` when it does not, or says what cannot be; caused by IssuerMisspelt where that is all
 */
export async function discover(app: Here, client: Omit<Client, "secret" | "tenant">): Promise<Metadata> {
  const { issuer, clientId, reach } = client;
  try {
    const insecure = plainly(client);
    const found = await oidc.discovery(new URL(issuer), clientId, undefined, undefined, {
      [oidc.customFetch]: guardedFetch(reach),
      timeout: TIMEOUT_SECONDS,
      ...(insecure ? { execute: [oidc.allowInsecureRequests] } : {}),
    });
    const metadata = metadataShape.parse(found.serverMetadata());
    // The library takes addresses for the same that differ by a slash at their end; ID tokens are compared to the letter.
    if (metadata.issuer !== issuer) throw new IssuerMisspelt(metadata.issuer);
    // The browser is sent there: nothing but a page, whatever the provider says.
    const { protocol } = new URL(metadata.authorization_endpoint);
    if (protocol !== "https:" && !(protocol === "http:" && insecure)) throw new Error("its sign-in page is not https");
    return metadata;
  } catch (thrown) {
    const error = misspelt(thrown) ?? thrown;
    app.log.warn("sign-in provider not usable", { issuer, reason: reasonOf(error) });
    throw away(error);
  }
}

const away = (cause: unknown): AppError =>
  new AppError("maintenance", "the sign-in provider does not answer as it should; try again later", undefined, {
    cause,
    retryAfter: 30,
  });

/** By how its state begins, the dashboard knows a proof that comes back from a sign-in. */
const PROOF_STATE = "proof-";

/** What a sign-in under way has to remember. */
export interface Secrets {
  verifier: string;
  state: string;
  nonce: string;
}

/** How the browser is sent there: with the address they gave, and to be `asked` even if they are signed in there. */
interface Wish {
  email?: string | undefined;
  asked?: boolean;
}

export async function authorizationOf(app: Here, client: Client, metadata: Metadata, { email, asked }: Wish) {
  const secrets: Secrets = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: `${asked ? PROOF_STATE : ""}${oidc.randomState()}`,
    nonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(configured(app, client, metadata), {
    redirect_uri: redirectUrl(app, client.tenant),
    scope: "openid email profile",
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: "S256",
    state: secrets.state,
    nonce: secrets.nonce,
    ...(email ? { login_hint: email } : {}),
    ...(asked ? { prompt: "login", max_age: "0" } : {}),
  });
  return { url: url.href, secrets };
}

/** Whom the provider vouches for. */
const claimsShape = z.looseObject({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  /** Many providers leave it out. */
  email_verified: z.unknown().optional(),
  name: z.string().optional().catch(undefined),
  /** When it asked them, in seconds. */
  auth_time: z.number().nonnegative().optional().catch(undefined),
});
export type Claims = z.output<typeof claimsShape>;

/**
 * When the provider last asked somebody who they are; null: it does not say. Being let in is no proof: they may have been
 * signed in there for weeks.
 */
export const askedAt = (now: Date, { auth_time }: Claims): Date | null =>
  auth_time === undefined ? null : new Date(Math.min(auth_time * 1000, now.getTime()));

interface Returned {
  code: string;
  state: string;
  iss: string | undefined;
  /** The end of the redirect URI it came in at. */
  callback: string;
}

/**
 * Exchanges the code, and verifies the ID token: signature, issuer, audience, time and nonce.
 * @throws AppError `maintenance` when the provider is away; `unauthorized` for everything that does not fit.
 */
export async function claimsOf(app: Here, client: Client, metadata: Metadata, secrets: Secrets, returned: Returned) {
  const { callback, ...said } = returned;
  const back = new URL(redirectUrl(app, client.tenant));
  for (const [name, value] of Object.entries(said)) if (value !== undefined) back.searchParams.set(name, value);
  try {
    if (callback !== callbackOf(client.tenant)) throw new Error("another provider's redirect URI");
    const tokens = await oidc.authorizationCodeGrant(configured(app, client, metadata), back, {
      pkceCodeVerifier: secrets.verifier,
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      idTokenExpected: true,
    });
    return claimsShape.parse(tokens.claims());
  } catch (error) {
    app.log.warn("sign-in by a provider refused", { issuer: client.issuer, reason: reasonOf(error) });
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      if (cause instanceof ProviderAway) throw away(error);
    throw new AppError("unauthorized", "the provider's answer does not fit what was begun; begin again", undefined, {
      cause: error,
    });
  }
}

function configured(app: Here, client: Client, metadata: Metadata): oidc.Configuration {
  const { clientId, secret, reach } = client;
  const authentication = metadata.token_endpoint_auth_methods_supported.includes("client_secret_basic")
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret);
  const skew = Math.round((app.clock.now().getTime() - Date.now()) / 1000);
  const config = new oidc.Configuration(metadata, clientId, { [oidc.clockSkew]: skew }, authentication);
  config[oidc.customFetch] = guardedFetch(reach);
  config.timeout = TIMEOUT_SECONDS;
  if (plainly(client)) oidc.allowInsecureRequests(config);
  // The library trusts TLS for tokens it fetched itself; we verify the signature too.
  oidc.enableNonRepudiationChecks(config);
  return config;
}

/** The one refusal of an address that the provider does not vouch for (docs/sign-in.md). */
export const unconfirmed = () =>
  new AppError(
    "email_unverified",
    "the sign-in provider does not say that your address is confirmed (email_verified: true); whoever runs it can change that",
  );

/** For the log: what went wrong, never what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? ` (${error.code})` : "";
  return `${error.message}${code}${error.cause instanceof ProviderAway ? `: ${error.cause.message}` : ""}`;
}
