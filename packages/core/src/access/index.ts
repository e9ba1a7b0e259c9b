export { ALL_PERMISSIONS, PERMISSIONS } from "./permissions.ts";
export {
  KEY_PERMISSIONS,
  KEY_READ_PERMISSIONS,
  OPERATOR_ROLE_PERMISSIONS,
  operatorPermissions,
  ROLE_PERMISSIONS,
} from "./roles.ts";
export { type OperatorRole, operatorRole, permission, type Role, role } from "./schema.ts";
