import {
  createKey,
  createKeyAnswer,
  endSupport,
  finishCompanySignIn,
  keyAnswer,
  keyList,
  listKeys,
  listSupport,
  login,
  logout,
  me,
  meShape,
  optionsAnswer,
  passkeyLogin,
  passkeyLoginOptions,
  providersAnswer,
  publicKeys,
  refresh,
  revokeKey,
  secondFactor,
  signInProviders,
  startAnswer,
  startCompanySignIn,
  startSupport,
  startSupportAnswer,
  supportAnswer,
  supportList,
  switchTenant,
  tokenShape,
} from "@hostwright/core/identity";
import { z } from "zod";
import { route } from "../route.ts";
import { accountRoutes } from "./account.ts";
import { peopleRoutes } from "./people.ts";

export const identityRoutes = [
  route("POST /v1/auth/login", login, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Sign in",
    description:
      "Answers an access token for 15 minutes and a refresh token for the next. Who has a second factor is answered `second_factor_required` with a challenge: `POST /v1/auth/factor`.",
    open: true,
  }),
  route("POST /v1/auth/factor", secondFactor, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Give the second factor",
    description:
      "The second step of a sign-in that was answered `second_factor_required`: its challenge, and one of an authenticator app's code, a recovery code and a passkey.",
    open: true,
  }),
  route("POST /v1/auth/passkey/options", passkeyLoginOptions, {
    answer: optionsAnswer,
    tag: "Sign-in",
    summary: "Begin to sign in with a passkey",
    open: true,
  }),
  route("POST /v1/auth/passkey", passkeyLogin, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Sign in with a passkey alone",
    description: "The authenticator must have asked for a finger, a face or a PIN.",
    open: true,
  }),
  route("GET /v1/auth/providers", signInProviders, {
    answer: providersAnswer,
    tag: "Sign-in",
    summary: "Which sign-in providers there are beside companies' own",
    open: true,
  }),
  route("POST /v1/auth/oidc/start", startCompanySignIn, {
    answer: startAnswer,
    tag: "Sign-in",
    summary: "Begin to sign in with a company's own provider, or the operators'",
    description:
      "OpenID Connect with PKCE. Answers where the browser goes; the provider sends it back to the dashboard with a code.",
    open: true,
  }),
  route("POST /v1/auth/oidc/finish", finishCompanySignIn, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Sign in with a company's own provider, or the operators'",
    description:
      "The code and state that the provider sent back, and the challenge of the beginning: once, within five minutes. The session is good for that tenant alone, or as an operator alone, and not for the person's own account. `email_unverified` (403): the provider does not say `email_verified: true`.",
    open: true,
  }),
  route("POST /v1/auth/switch", switchTenant, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Go on in another tenant",
    description: "The same session with new tokens. The refresh token is used up.",
    open: true,
  }),
  route("POST /v1/auth/refresh", refresh, {
    answer: tokenShape,
    tag: "Sign-in",
    summary: "Exchange a refresh token for new tokens",
    description:
      "Each refresh token is good once. Used again within 10 s it gets the same successor (a retry, a second tab); later the session is revoked.",
    open: true,
  }),
  route("POST /v1/auth/logout", logout, { answer: z.object({}), tag: "Sign-in", summary: "End a session", open: true }),
  route("GET /v1/keys", listKeys, { answer: keyList, tag: "API keys", summary: "List API keys" }),
  route("POST /v1/keys", createKey, {
    status: 201,
    answer: createKeyAnswer,
    tag: "API keys",
    summary: "Make an API key",
    description:
      "For programs: send it as `Authorization: Bearer hwk_…`. It is answered this once. It does what it was given and its maker still may; it can neither make nor revoke keys.",
    secret: true,
  }),
  route("DELETE /v1/keys/{id}", revokeKey, {
    answer: keyAnswer,
    tag: "API keys",
    summary: "Revoke an API key",
    description: "Its next request is refused.",
  }),
  route("GET /v1/operator/support", listSupport, {
    answer: supportList,
    tag: "Operators",
    summary: "List when operators acted for a tenant",
  }),
  route("POST /v1/operator/support", startSupport, {
    status: 201,
    answer: startSupportAnswer,
    tag: "Operators",
    summary: "Act in a customer's place",
    description:
      "Answers an access token of that member for at most an hour. It can do what they may, but for whatever concerns keys, factors, passwords, people, money, secrets and what destroys. The tenant's audit trail shows it with the reason, without the operator's name.",
    secret: true,
  }),
  route("DELETE /v1/operator/support/{id}", endSupport, {
    answer: supportAnswer,
    tag: "Operators",
    summary: "Stop acting in a customer's place",
  }),
  route("GET /v1/me", me, { answer: meShape, tag: "Account", summary: "Who is signed in" }),
  ...accountRoutes,
  route("GET /.well-known/jwks.json", publicKeys, {
    answer: z.string(),
    tag: "Sign-in",
    summary: "Keys that verify access tokens",
    open: true,
    document: { "content-type": "application/jwk-set+json", "cache-control": "public, max-age=300" },
  }),
  ...peopleRoutes,
];
