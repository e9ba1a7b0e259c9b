export { acceptInvitation, lookAtInvitation } from "./accept-invitation.ts";
export * from "./account-schema.ts";
export { createAccount } from "./accounts.ts";
export { cancelEmailChange, changeEmail, confirmEmail } from "./change-email.ts";
export { finishCompanySignIn } from "./company-finish.ts";
export { providerAnswer, providersAnswer, signInSettings, startAnswer } from "./company-schema.ts";
export { getSignIn, removeProvider, setProvider } from "./company-settings.ts";
export { signInProviders, startCompanySignIn } from "./company-start.ts";
export type {} from "./company-tables.ts";
export { forgetProofs } from "./email-proof.ts";
export {
  factorAdded,
  factorList,
  optionsAnswer,
  passkeyAdded,
  passkeyAnswer,
  recoveryAnswer,
  requireFactorAnswer,
  sessionList,
  stepUpAnswer,
  totpAnswer,
} from "./factor-schema.ts";
export { forgetSessions } from "./forget-sessions.ts";
export { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations.ts";
export { actorOfKey, isApiKey } from "./key-actor.ts";
export { createKeyAnswer, keyAnswer, keyList } from "./key-schema.ts";
export { publicKeys } from "./key-set.ts";
export { createKey, listKeys, revokeKey } from "./keys.ts";
export { login } from "./login.ts";
export { logout } from "./logout.ts";
export { forgetMailCaps } from "./mail-cap.ts";
export { me } from "./me.ts";
export * from "./member-schema.ts";
export { changeRole, leaveTenant, listMembers, removeMember } from "./members.ts";
export * from "./operator-schema.ts";
export { approveTenant, createTenantFor, listTenants, refuseTenant } from "./operator-tenants.ts";
export { listOperators, setOperatorRoles } from "./operators.ts";
export {
  confirmEnrolledTotp,
  createPasskey,
  enrolTotp,
  listFactors,
  passkeyOptions,
  removeOwnTotp,
  removePasskey,
  renamePasskey,
  renewCodes,
} from "./own-factors.ts";
export { listSessions, revokeOtherSessions, revokeOwnSession } from "./own-sessions.ts";
export { passkeyLogin, passkeyLoginOptions } from "./passkey-login.ts";
export { hashPassword, verifyPassword } from "./password.ts";
export { accountOf, personOf } from "./person.ts";
export { changePassword, getProfile, updateProfile } from "./profile.ts";
export { proofsIn } from "./proof.ts";
export { refresh } from "./refresh.ts";
export { completeRegistration, register, registration } from "./register.ts";
export { requireSecondFactor } from "./required-factor.ts";
export { completeReset, requestReset } from "./reset-password.ts";
export { meShape, tokenShape } from "./schema.ts";
export { secondFactor } from "./second-factor.ts";
export { openSession, revokeSessions } from "./session.ts";
export { stepUp, stepUpOptions } from "./step-up.ts";
export { beginProviderProof, finishProviderProof } from "./step-up-provider.ts";
export { endSupport, listSupport, startSupport } from "./support.ts";
export { startSupportAnswer, supportAnswer, supportList } from "./support-schema.ts";
export { switchTenant } from "./switch-tenant.ts";
export type {} from "./tables.ts";
export { createTenant, getTenant, renameTenant } from "./tenants.ts";
export { actorOfToken, signAccessToken } from "./token.ts";
