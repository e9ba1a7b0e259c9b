export {
  CHALLENGE_SECONDS,
  type Challenge,
  closeChallenge,
  type Opening,
  openChallenge,
  type Purpose,
  takeChallenge,
  tryChallenge,
} from "./challenge.ts";
export { forgetChallenges } from "./forget.ts";
export { factorsOf, type Held, holdsAny } from "./held.ts";
export { assertionOptions, verifyAssertion } from "./passkey-assertion.ts";
export { addPasskey, beginPasskey, passkeysOf } from "./passkey-registration.ts";
export { type Assertion, assertion, attestation } from "./passkey-schema.ts";
export { forgetRecoveryCodes, recoveryCodesLeft, renewRecoveryCodes, takeRecoveryCode } from "./recovery.ts";
export type {} from "./tables.ts";
export { beginTotp, confirmTotp, removeTotp, takeTotp, totpOf } from "./totp-factor.ts";
