export { createAccount } from "./accounts.ts";
export { me } from "./me.ts";
export { hashPassword, verifyPassword } from "./password.ts";
export { OPERATOR_PERMISSIONS, ROLE_PERMISSIONS } from "./roles.ts";
export { meShape, type Role, role, tokenShape } from "./schema.ts";
export { forgetSessions, login, logout, refresh } from "./sessions.ts";
export type {} from "./tables.ts";
export { actorOfToken, signAccessToken } from "./token.ts";
