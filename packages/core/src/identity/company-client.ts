import * as oidc from "openid-client";
import { z } from "zod";
import { type App, AppError } from "../kernel/index.ts";
import { reachOf } from "../webhook/index.ts";
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

export interface Client {
  issuer: string;
  clientId: string;
  secret: string;
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

export const redirectUrl = (app: App): string =>
  `${app.config.HOSTWRIGHT_DASHBOARD_URL.replace(/\/$/, "")}/auth/oidc/callback`;

/** What the provider says of itself. @throws AppError `maintenance` when it does not, or says what cannot be. */
export async function discover(app: App, { issuer, clientId }: Omit<Client, "secret">): Promise<Metadata> {
  try {
    const found = await oidc.discovery(new URL(issuer), clientId, undefined, undefined, {
      [oidc.customFetch]: guardedFetch(reachOf(app)),
      timeout: TIMEOUT_SECONDS,
      ...(reachOf(app) === "anywhere" ? { execute: [oidc.allowInsecureRequests] } : {}),
    });
    const metadata = metadataShape.parse(found.serverMetadata());
    // The browser is sent there: nothing but a page, whatever the provider says.
    const { protocol } = new URL(metadata.authorization_endpoint);
    if (protocol !== "https:" && !(protocol === "http:" && reachOf(app) === "anywhere"))
      throw new Error("its sign-in page is not https");
    return metadata;
  } catch (error) {
    app.log.warn("sign-in provider not usable", { issuer, reason: reasonOf(error) });
    throw away(error);
  }
}

const away = (cause: unknown): AppError =>
  new AppError(
    "maintenance",
    "the company's sign-in provider does not answer as it should; try again later",
    undefined,
    {
      cause,
      retryAfter: 30,
    },
  );

/** What a sign-in under way has to remember. */
export interface Secrets {
  verifier: string;
  state: string;
  nonce: string;
}

export async function authorizationOf(app: App, client: Client, metadata: Metadata, email: string | undefined) {
  const secrets: Secrets = {
    verifier: oidc.randomPKCECodeVerifier(),
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
  };
  const url = oidc.buildAuthorizationUrl(configured(app, client, metadata), {
    redirect_uri: redirectUrl(app),
    scope: "openid email profile",
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: "S256",
    state: secrets.state,
    nonce: secrets.nonce,
    ...(email ? { login_hint: email } : {}),
  });
  return { url: url.href, secrets };
}

/** Whom the provider vouches for. */
const claimsShape = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: z.unknown(),
  name: z.string().optional().catch(undefined),
});
export type Claims = z.output<typeof claimsShape>;

interface Returned {
  code: string;
  state: string;
  iss: string | undefined;
}

/**
 * Exchanges the code, and verifies the ID token: signature, issuer, audience, time and nonce.
 * @throws AppError `maintenance` when the provider is away; `unauthorized` for everything that does not fit.
 */
export async function claimsOf(app: App, client: Client, metadata: Metadata, secrets: Secrets, returned: Returned) {
  const back = new URL(redirectUrl(app));
  for (const [name, value] of Object.entries(returned)) if (value !== undefined) back.searchParams.set(name, value);
  try {
    const tokens = await oidc.authorizationCodeGrant(configured(app, client, metadata), back, {
      pkceCodeVerifier: secrets.verifier,
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      idTokenExpected: true,
    });
    return claimsShape.parse(tokens.claims());
  } catch (error) {
    app.log.warn("company sign-in refused", { issuer: client.issuer, reason: reasonOf(error) });
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      if (cause instanceof ProviderAway) throw away(error);
    throw new AppError("unauthorized", "the company's sign-in does not fit together; begin again", undefined, {
      cause: error,
    });
  }
}

function configured(app: App, { clientId, secret }: Client, metadata: Metadata): oidc.Configuration {
  const authentication = metadata.token_endpoint_auth_methods_supported.includes("client_secret_basic")
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret);
  const skew = Math.round((app.clock.now().getTime() - Date.now()) / 1000);
  const config = new oidc.Configuration(metadata, clientId, { [oidc.clockSkew]: skew }, authentication);
  config[oidc.customFetch] = guardedFetch(reachOf(app));
  config.timeout = TIMEOUT_SECONDS;
  if (reachOf(app) === "anywhere") oidc.allowInsecureRequests(config);
  // The library trusts TLS for tokens it fetched itself; we verify the signature too.
  oidc.enableNonRepudiationChecks(config);
  return config;
}

/** For the log: what went wrong, never what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? ` (${error.code})` : "";
  return `${error.message}${code}${error.cause instanceof ProviderAway ? `: ${error.cause.message}` : ""}`;
}
