import type { Permission } from "../kernel/index.ts";
import type { Role } from "./schema.ts";

const READ: Permission[] = ["server:read", "action:read", "catalog:read", "audit:read", "account:read"];
const MEMBER: Permission[] = [...READ, "server:create", "server:update", "server:power"];
const ADMIN: Permission[] = [...MEMBER, "server:delete"];

/** Roles of a membership as sets of permissions. Members build and run; deleting is for admins and owners. */
export const ROLE_PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set(ADMIN),
  admin: new Set(ADMIN),
  member: new Set(MEMBER),
  "read-only": new Set(READ),
};

/** Operators of the platform: they see all tenants, and act on servers only through operators' commands. */
export const OPERATOR_PERMISSIONS: ReadonlySet<Permission> = new Set<Permission>([
  "catalog:read",
  "account:read",
  "operator:read",
  "operator:hold",
  "operator:power",
  "operator:placement",
  "operator:action",
]);
