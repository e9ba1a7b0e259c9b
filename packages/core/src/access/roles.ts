import type { Permission } from "../kernel/index.ts";
import { ALL_PERMISSIONS } from "./permissions.ts";
import type { OperatorRole, Role } from "./schema.ts";

const READ: Permission[] = [
  "server:read",
  "backup:read",
  "action:read",
  "catalog:read",
  "audit:read",
  "account:read",
  "account:manage",
  "account:export",
  "account:leave",
  "tenant:read",
  "member:read",
  "quota:read",
];
const MEMBER: Permission[] = [
  ...READ,
  "server:create",
  "server:update",
  "server:power",
  "server:resize",
  "server:rescue",
  "server:access",
  "server:console",
  "address:create",
  "address:update",
  "firewall:update",
  "backup:create",
  "backup:schedule",
];
const ADMIN: Permission[] = [
  ...MEMBER,
  "server:rebuild",
  "server:delete",
  "address:delete",
  "webhook:read",
  "webhook:manage",
  "invoice:read",
  "ticket:read",
  "backup:restore",
  "backup:delete",
];

/** What manages the tenant itself. No API key holds these: a program that leaks must not make more keys. */
const MANAGE: Permission[] = [
  "tenant:manage",
  "member:manage",
  "key:read",
  "key:manage",
  "role:read",
  "role:manage",
  "audit:export",
  "tenant:export",
  "audit:manage",
];

/** Roles of a membership as sets of permissions. Members build and run; what destroys is for admins and owners. */
export const ROLE_PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set([...ADMIN, ...MANAGE]),
  admin: new Set([...ADMIN, ...MANAGE]),
  member: new Set(MEMBER),
  "read-only": new Set(READ),
};

/** What is people's alone: their account, their tenant, each other, and a screen to look at. */
const isForPrograms = (one: Permission): boolean => !/^(account|tenant|member):/.test(one) && one !== "server:console";
/** What an API key may be given: what an admin may do with servers, and nothing about people, keys or the tenant. */
export const KEY_PERMISSIONS: readonly Permission[] = ADMIN.filter(isForPrograms);
export const KEY_READ_PERMISSIONS: readonly Permission[] = READ.filter(isForPrograms);

/** What every operator needs to find their way. */
const STAFF: Permission[] = [
  "catalog:read",
  "account:read",
  "account:manage",
  "account:export",
  "operator:read",
  "operator:search",
  "operator:note",
];
const ENGINEER: Permission[] = [
  ...STAFF,
  "operator:hold",
  "operator:power",
  "operator:placement",
  "operator:reconcile",
  "operator:action",
  "operator:network",
  "operator:backup",
  "operator:migrate",
  "operator:catalog",
  "operator:quota",
];

/**
 * Operators of the platform see all tenants, and act on servers only through operators' commands. Support and finance
 * may hold a server; what touches Proxmox is for engineers; accounts and roles are for admins, who may do everything.
 */
export const OPERATOR_ROLE_PERMISSIONS: Record<OperatorRole, ReadonlySet<Permission>> = {
  support: new Set([
    ...STAFF,
    "operator:support",
    "operator:archive",
    "operator:hold",
    "operator:power",
    "operator:quota",
    "operator:tenant",
  ]),
  finance: new Set([...STAFF, "operator:archive", "operator:hold"]),
  engineer: new Set(ENGINEER),
  admin: new Set([...STAFF, ...ALL_PERMISSIONS.filter((one) => one.startsWith("operator:"))]),
};

/**
 * What an operator may do in a customer's place, of what that customer may. What is not here is denied: whatever concerns
 * keys, factors, passwords, people or money, what answers a secret, a server's screen, and what destroys.
 */
const IN_SUPPORT = new Set<Permission>([
  "account:read",
  "catalog:read",
  "server:read",
  "backup:read",
  "action:read",
  "audit:read",
  "quota:read",
  "role:read",
  "webhook:read",
  "server:update",
  "server:power",
  "server:rescue",
  "address:update",
  "firewall:update",
  "backup:create",
  "backup:schedule",
  "backup:restore",
]);
export const withinSupport = (permissions: Iterable<Permission>): ReadonlySet<Permission> =>
  new Set([...permissions].filter((one) => IN_SUPPORT.has(one)));

/** What somebody with these operator roles may do: all that one of them allows. */
export const operatorPermissions = (roles: Iterable<OperatorRole>): ReadonlySet<Permission> =>
  new Set([...roles].flatMap((one) => [...OPERATOR_ROLE_PERMISSIONS[one]]));
