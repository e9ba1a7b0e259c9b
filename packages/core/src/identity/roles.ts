import type { Permission } from "../kernel/index.ts";
import type { Role } from "./schema.ts";

const READ: Permission[] = ["server:read", "backup:read", "action:read", "catalog:read", "audit:read", "account:read", "quota:read"];
const MEMBER: Permission[] = [
  ...READ,
  "server:create",
  "server:update",
  "server:power",
  "server:console",
  "backup:create",
];
const ADMIN: Permission[] = [
  ...MEMBER,
  "server:delete",
  "webhook:read",
  "webhook:manage",
  "backup:delete",
  "backup:restore",
];

/** What manages the tenant itself. No API key holds these: a program that leaks must not make more keys. */
const MANAGE: Permission[] = ["key:read", "key:manage"];

/** Roles of a membership as sets of permissions. Members build and run; deleting is for admins and owners. */
export const ROLE_PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set([...ADMIN, ...MANAGE]),
  admin: new Set([...ADMIN, ...MANAGE]),
  member: new Set(MEMBER),
  "read-only": new Set(READ),
};

/** What is a person's alone: their account, and a screen to look at. */
const isForPrograms = (one: Permission): boolean => one !== "account:read" && one !== "server:console";
/** What an API key may be given: what an admin may do with servers, and nothing about people, keys or the tenant. */
export const KEY_PERMISSIONS: readonly Permission[] = ADMIN.filter(isForPrograms);
export const KEY_READ_PERMISSIONS: readonly Permission[] = READ.filter(isForPrograms);

/** Operators of the platform: they see all tenants, and act on servers only through operators' commands. */
export const OPERATOR_PERMISSIONS: ReadonlySet<Permission> = new Set<Permission>([
  "catalog:read",
  "account:read",
  "operator:read",
  "operator:hold",
  "operator:power",
  "operator:placement",
  "operator:reconcile",
  "operator:action",
  "operator:network",
  "operator:migrate",
  "operator:backup",
  "operator:quota",
]);
