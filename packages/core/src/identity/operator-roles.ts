import { type OperatorRole, operatorPermissions } from "../access/index.ts";
import { type JsonText, jsonOut } from "../kernel/database/index.ts";
import { type Actor, type App, AppError, type Ctx, type Id, type Permission } from "../kernel/index.ts";
import type { SignInMethod } from "./tables.ts";

/** A session that the operators' provider opened ends so long after it, since only then it is asked for groups again. */
const PROVIDER_SESSION_MS = 12 * 3600_000;

/** An operator and their session, as they are kept. */
interface Kept {
  /** The account's roles; null: no operator. */
  held: JsonText<OperatorRole[]> | null;
  /** What the provider allowed at most; null: all. */
  allowed: JsonText<OperatorRole[]> | null;
  method: SignInMethod | null;
  /** Which provider let them in. */
  issuer: string | null;
  created_at: Date;
}

/** The roles that count in a session now: the account's, within what the provider allowed. None: the session is over. */
export function rolesIn({ config, clock }: Pick<App, "config" | "clock">, session: Kept): OperatorRole[] {
  if (session.method === "oidc") {
    if (!config.HOSTWRIGHT_OPERATOR_OIDC_ISSUER || session.issuer !== config.HOSTWRIGHT_OPERATOR_OIDC_ISSUER) return [];
    // Let in while no groups were named: nobody has asked for theirs.
    if (session.allowed === null && config.HOSTWRIGHT_OPERATOR_OIDC_ROLES.size > 0) return [];
    if (clock.now().getTime() - session.created_at.getTime() > PROVIDER_SESSION_MS) return [];
  } else if (config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED === "yes") return [];
  const allowed = jsonOut(session.allowed);
  return (jsonOut(session.held) ?? []).filter((role) => allowed === null || allowed.includes(role));
}

/** An operator's account and session; undefined: there is no such session, or it was ended. */
export const operatorSession = async ({ db }: Pick<Ctx, "db">, session: string) =>
  db
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["users.operator_roles as held", "sessions.operator_roles as allowed", "method", "sessions.created_at"])
    .select(["user_id", "sessions.issuer"])
    .where("sessions.id", "=", session)
    .where("revoked_at", "is", null)
    .executeTakeFirst();

/** What is of a person's own account: a provider that vouches for them does not change it. */
const OWN: readonly Permission[] = ["account:manage", "account:export"];
export const withoutOwn = (permissions: ReadonlySet<Permission>): ReadonlySet<Permission> =>
  new Set([...permissions].filter((one) => !OWN.includes(one)));

/**
 * The operator of an access token, looked up for every request: what becomes of their roles or their session counts at once.
 * @throws AppError `unauthorized`
 */
export async function operatorActor(app: App, user: Id<"usr">, session: Id<"ses">): Promise<Actor> {
  const row = await operatorSession({ db: app.db.kysely }, session);
  const roles = row?.user_id === user ? rolesIn(app, row) : [];
  if (roles.length === 0) throw new AppError("unauthorized", "the session has ended; sign in again");
  const permissions = operatorPermissions(roles);
  if (row?.method !== "oidc") return { type: "operator", user, session, permissions };
  return { type: "operator", user, session, permissions: withoutOwn(permissions), byProvider: true };
}
