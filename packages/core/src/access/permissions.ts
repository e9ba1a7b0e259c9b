import type { Permission } from "../kernel/index.ts";

/**
 * Every permission there is, with what it lets its holder do: each command and query names one, roles are sets of them.
 * What destroys, what costs money and what opens a door has one of its own, so that a role can leave it out.
 * A name that is not here does not compile.
 */
export const PERMISSIONS = {
  "public:health": "Ask whether the system works",
  "public:docs": "Read the API's description",
  "public:login": "Sign in",
  "public:refresh": "Exchange a refresh token",
  "public:logout": "Sign out",
  "public:register": "Open an account",
  "public:reset": "Ask for a new password, and set it",
  "public:email": "Confirm an e-mail address",
  "public:invitation": "Look at an invitation, and accept it",

  "account:read": "See one's own account",
  "account:manage": "Change one's own account: name, password, address, sessions, second factors, tenants",
  "account:export": "Take one's own data along, and erase one's account",
  "tenant:export": "Take the tenant's data along",
  "account:leave": "Leave a tenant",
  "catalog:read": "See plans, images and locations",
  "action:read": "See actions and their steps",
  "audit:read": "See who did what",
  "audit:export": "Take the audit trail away",
  "audit:manage": "Change how long the audit trail is kept and what it warns of",
  "quota:read": "See what the tenant may have, and has",

  "server:read": "See servers, their addresses, firewall, metrics and traffic",
  "server:create": "Order servers",
  "server:update": "Rename and label servers",
  "server:power": "Start, stop and restart servers",
  "server:resize": "Change a server's plan",
  "server:rescue": "Boot a server's rescue system",
  "server:access": "Reset a server's password and keys",
  "server:console": "Open a server's screen",
  "server:rebuild": "Rebuild servers: everything on the disk is lost",
  "server:delete": "Delete servers, and protect them from deletion",
  "address:create": "Order extra addresses",
  "address:update": "Set reverse DNS",
  "address:delete": "Give extra addresses back",
  "firewall:update": "Change firewall rules",

  "backup:read": "See snapshots and backups",
  "backup:create": "Make snapshots and backups",
  "backup:schedule": "Change when backups are made and how many are kept",
  "backup:restore": "Roll back and restore: what was written since is lost",
  "backup:delete": "Delete snapshots and backups",

  "invoice:read": "See invoices, payments and credit of the system before",
  "ticket:read": "Read tickets of the system before, and their files",

  "tenant:read": "See the tenant's own record",
  "tenant:manage": "Change the tenant's own settings",
  "member:read": "See members and invitations",
  "member:manage": "Invite people, change their roles, remove them",
  "role:read": "See roles and what they allow",
  "role:manage": "Make, change and delete roles",
  "key:read": "See API keys",
  "key:manage": "Make and revoke API keys",
  "webhook:read": "See webhooks and their deliveries",
  "webhook:manage": "Make, change and delete webhooks",

  "operator:read": "See all tenants' servers, actions, addresses, capacity and findings",
  "operator:search": "Find tenants, users and servers by whatever is known of them",
  "operator:note": "Read and write staff notes",
  "operator:support": "Act in a customer's place, for a while and with a reason they read",
  "operator:archive": "Read tenants' archived invoices and tickets",
  "operator:hold": "Hold servers and lift holds",
  "operator:power": "Cut any server's power",
  "operator:placement": "Move servers, drain nodes and storages",
  "operator:reconcile": "Decide what is done about a finding",
  "operator:action": "Undo failed actions again",
  "operator:network": "Open outgoing mail",
  "operator:backup": "Delete protected and leftover backups",
  "operator:migrate": "Adopt VMs and hand them over",
  "operator:catalog": "Change plans, images, locations and address pools",
  "operator:quota": "Set what a tenant may have, and how often it may ask",
  "operator:account": "Make accounts",
  "operator:role": "See who the operators are, and set their roles",
  "operator:tenant": "Make tenants, and approve or refuse those that wait for it",
  "operator:erase": "Erase people and tenants",
  "operator:audit": "See who did what in all tenants, verify audit trails, and change how long they are kept",
} as const satisfies Record<`${string}:${string}`, string>;

type Named = { [name in keyof typeof PERMISSIONS]: true };

declare module "../kernel/actor.ts" {
  interface PermissionNames extends Named {}
}

const isPermission = (name: string): name is Permission => name in PERMISSIONS;
/** Every permission there is. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.keys(PERMISSIONS).filter(isPermission);
