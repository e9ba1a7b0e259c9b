export { CHOOSABLE, type Grant, grantableRole, grantOf, heldNow, permissionsOfCustom, scopeIn } from "./grant.ts";
export { createRole, deleteRole, listRoles, updateRole } from "./manage.ts";
export { ALL_PERMISSIONS, PERMISSIONS } from "./permissions.ts";
export {
  KEY_PERMISSIONS,
  KEY_READ_PERMISSIONS,
  OPERATOR_ROLE_PERMISSIONS,
  operatorPermissions,
  ROLE_PERMISSIONS,
  withinSupport,
} from "./roles.ts";
export { type OperatorRole, operatorRole, permission, type Role, role, roleAnswer, roleList } from "./schema.ts";
export { inScope, isScoped, requireInScope, serversInScope, withinScope } from "./scope.ts";
export { meets, parseSelector, selectorConditions } from "./selector.ts";
export type {} from "./tables.ts";
