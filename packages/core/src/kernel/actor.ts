import type { Id } from "./id.ts";

/** The names of all permissions; context access declares them. */
// biome-ignore lint/suspicious/noEmptyInterface: filled in by context access, as tables are by theirs.
export interface PermissionNames {}

/** What an actor may do; a command names the one it needs. Roles (context access) are sets of these. */
export type Permission = keyof PermissionNames;

/** Who acts. `tenant` limits every repository call to what that tenant owns. */
export type Actor =
  | { type: "anonymous" }
  | {
      type: "user";
      user: Id<"usr">;
      tenant: Id<"ten">;
      session: Id<"ses">;
      permissions: ReadonlySet<Permission>;
      /** Label selector (context access) of the servers they reach; left out: all of the tenant's. */
      scope?: string;
      /** An operator who acts in this person's place. */
      support?: Support;
      /** Their tenant requires a second factor and they have none: they may add one, and nothing else. */
      enrolling?: boolean;
      /** Let in by their tenant's own provider: good for this tenant, and told of no other. */
      tenantOnly?: boolean;
    }
  /** A partner's program with an API key; acts for the tenant that made it. */
  | {
      type: "key";
      key: Id<"key">;
      /** Who made it. */
      maker?: Id<"usr">;
      tenant: Id<"ten">;
      permissions: ReadonlySet<Permission>;
      scope?: string;
    }
  | {
      type: "operator";
      user: Id<"usr">;
      session: Id<"ses">;
      permissions: ReadonlySet<Permission>;
      /** Let in by the operators' own provider: their account here is not to be changed by it. */
      byProvider?: boolean;
    }
  /** Our own workflows, relays and schedules; `name` says which. Acts for all tenants. */
  | { type: "system"; name: string };

/** Who of the platform really acts, and the reason they gave for it. */
export interface Support {
  operator: Id<"usr">;
  reason: string;
}

/** Where a request comes from, as the network says. */
export interface Origin {
  /** IPv4 or IPv6 of the caller. */
  address: string;
  /** As the caller's program calls itself; null: it does not say. */
  userAgent: string | null;
  /** ISO 3166, as the edge says; null: it does not. */
  country: string | null;
}

export const system = (name: string): Actor => ({ type: "system", name });

export function may(actor: Actor, permission: Permission): boolean {
  switch (actor.type) {
    case "system":
      return true;
    case "anonymous":
      return permission.startsWith("public:");
    default:
      return permission.startsWith("public:") || actor.permissions.has(permission);
  }
}

/** Whether their session came by a sign-in provider: then they show there, and only there, that it is still them. */
export const isByProvider = (actor: Actor): boolean =>
  (actor.type === "user" && actor.tenantOnly === true) || (actor.type === "operator" && actor.byProvider === true);

/** The actor's id as the audit trail stores it. */
export function actorId(actor: Actor): string {
  if (actor.type === "system") return actor.name;
  if (actor.type === "anonymous") return "anonymous";
  return actor.type === "key" ? actor.key : actor.user;
}

/** The tenant an actor acts in; null for operators, the system and those who have not signed in. */
export const tenantOfActor = (actor: Actor): Id<"ten"> | null =>
  actor.type === "user" || actor.type === "key" ? actor.tenant : null;
