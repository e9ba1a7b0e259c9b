import { type Failure, failure, permissionFailure } from "../failure.ts";
import type { PermissionTest } from "../schema/contract.ts";
import type { Privileges, SiteSpec } from "../site.ts";
import { BUILT_IN_ROLES, PRIVILEGES } from "./roles.ts";

interface Entry {
  path: string;
  role: string;
  propagate: boolean;
}
interface Account {
  entries: Entry[];
  /** A user's password, a token's secret. */
  secret: string;
  enabled: boolean;
}

/** Which pool a VM or a storage is in: members inherit what is granted on the pool. */
export interface PoolLookup {
  ofVm(vmid: number): string | undefined;
  ofStorage(id: string): string | undefined;
  /** Changes with the membership. */
  version(): number;
}

/** Remembered answers; one for each user and path. */
const MOST_REMEMBERED = 20_000;

const entriesOf = (privileges: Privileges): Entry[] =>
  typeof privileges === "string"
    ? [{ path: "/", role: privileges, propagate: true }]
    : privileges.map((entry) => ({ path: entry.path, role: entry.role, propagate: entry.propagate ?? true }));

/** Users, tokens and what they may do: a port of the rules of PVE/RPCEnvironment.pm and PVE/AccessControl.pm. */
export class AccessControl {
  readonly accounts = new Map<string, Account>();
  #roles: Record<string, ReadonlySet<string>>;
  #pools: PoolLookup = { ofVm: () => undefined, ofStorage: () => undefined, version: () => 0 };

  constructor(site: Pick<SiteSpec, "users" | "tokens" | "roles">) {
    for (const [role, privileges] of Object.entries(site.roles ?? {}))
      for (const privilege of privileges)
        if (!PRIVILEGES.has(privilege)) throw new Error(`role ${role}: invalid privilege '${privilege}'`);
    const own = Object.entries(site.roles ?? {}).map(([role, privileges]) => [role, new Set(privileges)] as const);
    this.#roles = { ...BUILT_IN_ROLES, ...Object.fromEntries(own) };
    for (const user of site.users ?? [])
      this.#add(user.id, { entries: entriesOf(user.privileges), secret: user.password, enabled: user.enabled ?? true });
    for (const token of site.tokens ?? []) {
      const entries = entriesOf(token.privileges);
      this.#add(token.id, { entries, secret: token.secret, enabled: true });
      // A token never has more than its user; one whose user the site does not name gets a user with the same rights.
      const user = token.id.split("!")[0] ?? "";
      const owner = this.accounts.get(user);
      if (!owner) this.#add(user, { entries: [...entries], secret: "", enabled: true });
      else if (!site.users?.some((named) => named.id === user)) owner.entries.push(...entries);
    }
  }

  #add(id: string, account: Account): void {
    for (const entry of account.entries)
      if (!this.#roles[entry.role]) throw new Error(`${id}: role '${entry.role}' does not exist`);
    this.accounts.set(id, account);
  }

  usePools(pools: PoolLookup): void {
    this.#pools = pools;
  }

  #remembered = new Map<string, ReadonlyMap<string, boolean>>();
  #rememberedAt = -1;

  /** Privileges of a user or token on a path; the value says whether they reach below it. */
  permissions(user: string, path: string): ReadonlyMap<string, boolean> {
    const version = this.#pools.version();
    if (version !== this.#rememberedAt || this.#remembered.size > MOST_REMEMBERED) this.#remembered.clear();
    this.#rememberedAt = version;
    const key = `${user} ${path}`;
    const known = this.#remembered.get(key) ?? this.#permissions(user, path);
    this.#remembered.set(key, known);
    return known;
  }

  #permissions(user: string, path: string): Map<string, boolean> {
    if (user === "root@pam") return new Map([...PRIVILEGES].map((privilege) => [privilege, true]));
    const own = this.#granted(user, path);
    const owner = user.includes("!") ? user.split("!")[0] : undefined;
    if (!owner || owner === "root@pam") return own;
    const theirs = this.#granted(owner, path);
    return new Map(
      [...own].flatMap(([privilege, deep]): [string, boolean][] => {
        const other = theirs.get(privilege);
        return other === undefined ? [] : [[privilege, deep && other]];
      }),
    );
  }

  #granted(user: string, path: string): Map<string, boolean> {
    let roles = this.#roleNames(user, path);
    const pool = this.#poolOf(path);
    if (pool && !roles.has("NoAccess")) {
      const fromPool = this.#roleNames(user, `/pool/${pool}`);
      if (fromPool.has("NoAccess")) roles = new Map([["NoAccess", false]]);
      else for (const role of fromPool.keys()) if (!roles.has(role)) roles.set(role, false);
    }
    const privileges = new Map<string, boolean>();
    for (const [role, deep] of roles)
      for (const privilege of this.#roles[role] ?? [])
        privileges.set(privilege, (privileges.get(privilege) ?? false) || deep);
    return privileges;
  }

  /** Roles by path: those nearest to it replace those further up. */
  #roleNames(user: string, path: string): Map<string, boolean> {
    const parts = path.split("/").filter((part) => part !== "");
    let roles = new Map<string, boolean>();
    const entries = this.accounts.get(user)?.entries ?? [];
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const here = `/${parts.slice(0, depth).join("/")}`;
      const found = entries.filter((entry) => entry.path === here && (depth === parts.length || entry.propagate));
      if (found.length > 0) roles = new Map(found.map((entry) => [entry.role, entry.propagate]));
    }
    return roles;
  }

  #poolOf(path: string): string | undefined {
    const vmid = /^\/vms\/(\d+)$/.exec(path)?.[1];
    if (vmid) return this.#pools.ofVm(Number(vmid));
    const storage = /^\/storage\/([^/]+)$/.exec(path)?.[1];
    return storage ? this.#pools.ofStorage(storage) : undefined;
  }

  allows(user: string, path: string, privileges: readonly string[], any = false): boolean {
    const granted = this.permissions(user, path);
    return any ? privileges.some((one) => granted.has(one)) : privileges.every((one) => granted.has(one));
  }

  /** @throws Failure 403 naming the path and the first privilege missing, or all of them where any would do */
  check(user: string, path: string, privileges: readonly string[], any = false): void {
    if (this.allows(user, path, privileges, any)) return;
    const granted = this.permissions(user, path);
    const missing = any ? privileges.join("|") : privileges.find((one) => !granted.has(one));
    throw permissionFailure(`${path}, ${missing}`);
  }

  /** What the contract demands of a call (check_api2_permissions). */
  checkMethod(user: string, permissions: MethodPermissions, parameters: Readonly<Record<string, unknown>>): void {
    if (user === "root@pam") return;
    if (!permissions) throw permissionFailure("user != root@pam");
    if (permissions.user === "all" || permissions.user === "world") return;
    if (!permissions.check) throw permissionFailure("user != root@pam");
    const refused = this.#refusal(user, permissions.check, parameters);
    if (refused) throw refused;
  }

  #refusal(user: string, test: PermissionTest, parameters: Readonly<Record<string, unknown>>): Failure | undefined {
    const [kind, ...rest] = test;
    if (kind === "and" || kind === "or") {
      const refusals = rest.map((one) => (Array.isArray(one) ? this.#refusal(user, one, parameters) : undefined));
      if (kind === "and") return refusals.find((refusal) => refusal !== undefined);
      return refusals.every((refusal) => refusal !== undefined) ? permissionFailure() : undefined;
    }
    if (kind !== "perm") throw failure("unknown permission test");
    const [template, privileges, ...options] = rest;
    const needed = options[options.indexOf("require_param") + 1];
    if (options.includes("require_param") && parameters[String(needed)] === undefined) return permissionFailure();
    const path = String(template).replace(/\{([^}]+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
    const names = Array.isArray(privileges) ? privileges.map(String) : [];
    const any = options.includes("any");
    if (this.allows(user, path, names, any)) return undefined;
    const granted = this.permissions(user, path);
    const missing = any ? names.join("|") : names.find((one) => !granted.has(one));
    return permissionFailure(`${path}, ${missing}`);
  }
}

type MethodPermissions = { user?: string | null; check?: PermissionTest } | null;
