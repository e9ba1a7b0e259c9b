import {
  beginProviderProof,
  confirmEnrolledTotp,
  createPasskey,
  enrolTotp,
  factorAdded,
  factorList,
  finishProviderProof,
  getSignIn,
  listFactors,
  listSessions,
  optionsAnswer,
  passkeyAdded,
  passkeyAnswer,
  passkeyOptions,
  providerAnswer,
  recoveryAnswer,
  removeOwnTotp,
  removePasskey,
  removeProvider,
  renamePasskey,
  renewCodes,
  requireFactorAnswer,
  requireSecondFactor,
  revokeOtherSessions,
  revokeOwnSession,
  sessionList,
  setProvider,
  signInSettings,
  startAnswer,
  stepUp,
  stepUpAnswer,
  stepUpOptions,
  totpAnswer,
} from "@hostwright/core/identity";
import { z } from "zod";
import { route } from "../route.ts";

const tag = "Account";

/** A person's own sessions and second factors. */
export const accountRoutes = [
  route("GET /v1/account/sessions", listSessions, { answer: sessionList, tag, summary: "List your sessions" }),
  route("DELETE /v1/account/sessions/{id}", revokeOwnSession, {
    answer: z.object({}),
    tag,
    summary: "End one of your sessions",
    description: "Its refresh token is refused from now on; the access token it holds runs out within 15 minutes.",
  }),
  route("POST /v1/account/sessions/actions/revoke-others", revokeOtherSessions, {
    answer: z.object({}),
    tag,
    summary: "End all your sessions but this one",
  }),
  route("POST /v1/account/step-up", stepUp, {
    answer: stepUpAnswer,
    tag,
    summary: "Show once more that it is you",
    description:
      "By password, code or passkey. What is answered `step_up_required` passes for the ten minutes that follow, as it does after signing in.",
  }),
  route("POST /v1/account/step-up/options", stepUpOptions, {
    answer: optionsAnswer,
    tag,
    summary: "Begin to show it by passkey",
  }),
  route("POST /v1/account/step-up/provider/start", beginProviderProof, {
    answer: startAnswer,
    tag,
    summary: "Begin to show it at the sign-in provider that let you in",
    description:
      "Such a session has no other way. Answers where the browser goes; the provider is told to ask you again (`prompt=login`, `max_age=0`).",
  }),
  route("POST /v1/account/step-up/provider/finish", finishProviderProof, {
    answer: stepUpAnswer,
    tag,
    summary: "Show it at the sign-in provider that let you in",
    description:
      "The code and state that it sent back to the dashboard: once, within five minutes. Its ID token has to say when it asked (`auth_time`); one that does not is answered `conflict`.",
  }),
  route("GET /v1/account/factors", listFactors, { answer: factorList, tag, summary: "List your second factors" }),
  route("POST /v1/account/totp", enrolTotp, {
    answer: totpAnswer,
    tag,
    summary: "Set up an authenticator app",
    description: "Answers its secret, this once. It counts from its first code on.",
    secret: true,
  }),
  route("POST /v1/account/totp/actions/confirm", confirmEnrolledTotp, {
    answer: factorAdded,
    tag,
    summary: "Confirm an authenticator app by its first code",
    secret: true,
  }),
  route("DELETE /v1/account/totp", removeOwnTotp, {
    answer: z.object({}),
    tag,
    summary: "Remove the authenticator app",
  }),
  route("POST /v1/account/passkey-options", passkeyOptions, {
    answer: optionsAnswer,
    tag,
    summary: "Begin to add a passkey",
  }),
  route("POST /v1/account/passkeys", createPasskey, {
    status: 201,
    answer: passkeyAdded,
    tag,
    summary: "Add a passkey",
    secret: true,
  }),
  route("PATCH /v1/account/passkeys/{id}", renamePasskey, { answer: passkeyAnswer, tag, summary: "Rename a passkey" }),
  route("DELETE /v1/account/passkeys/{id}", removePasskey, {
    answer: passkeyAnswer,
    tag,
    summary: "Remove a passkey",
    description: "Never the only way in.",
  }),
  route("POST /v1/account/recovery-codes", renewCodes, {
    answer: recoveryAnswer,
    tag,
    summary: "Make new recovery codes",
    description: "The earlier ones are good for nothing from then on.",
    secret: true,
  }),
  route("GET /v1/tenant/sign-in", getSignIn, {
    answer: signInSettings,
    tag: "Tenant",
    summary: "How the tenant's people sign in",
  }),
  route("PUT /v1/tenant/sign-in", setProvider, {
    answer: providerAnswer,
    tag: "Tenant",
    summary: "Set the tenant's own sign-in provider",
    description:
      "OpenID Connect, for owners. The provider is asked at once, and each domain needs its TXT record. Another issuer or client ends the sign-ins of the one before.",
  }),
  route("DELETE /v1/tenant/sign-in", removeProvider, {
    answer: providerAnswer,
    tag: "Tenant",
    summary: "Remove the tenant's own sign-in provider",
    description: "Sessions that it let in end; their access tokens run out within 15 minutes.",
  }),
  route("PUT /v1/tenant/second-factor", requireSecondFactor, {
    answer: requireFactorAnswer,
    tag: "Tenant",
    summary: "Require a second factor of all members, or no longer",
    description:
      "Members without one are answered `second_factor_required` (403) until they have added one; only their account is open to them.",
  }),
];
