import type { OperatorRole } from "../access/index.ts";
import { factorsOf, holdsAny } from "../factor/index.ts";
import { jsonIn } from "../kernel/database/index.ts";
import { AppError, type Ctx, type Id, isId } from "../kernel/index.ts";
import { type Member, membershipOf } from "./membership.ts";
import { operatorSession, rolesIn } from "./operator-roles.ts";
import { insertRefreshToken, sessionEnd } from "./refresh-token.ts";
import type { SignInMethod } from "./tables.ts";
import { ACCESS_SECONDS, type Limit, type Session, signAccessToken } from "./token.ts";

interface Opening {
  user: Id<"usr">;
  /** null: in the operators' half. */
  member: Member | null;
  method: SignInMethod;
  /** What the operators' provider allows at most; null or left out: whatever the account does. */
  allowed?: readonly OperatorRole[] | null | undefined;
  /** Which operators' provider let them in. */
  issuer?: string | undefined;
  /** When they last showed who they are; null: nobody says. Just now where it is left out. */
  proved?: Date | null | undefined;
}

/** Opens a session for a person who has shown who they are, and answers its tokens. */
export async function openSession(ctx: Ctx, opening: Opening) {
  const { user, member, method, allowed = null, issuer, proved = ctx.now } = opening;
  const limit = await limitOf(ctx, user, member, method);
  const session: Session = { id: ctx.id("ses"), user, member, limit };
  await ctx.db
    .insertInto("sessions")
    .values({
      id: session.id,
      user_id: user,
      tenant_id: member?.tenant ?? null,
      created_at: ctx.now,
      expires_at: sessionEnd(ctx),
      revoked_at: null,
      method,
      proved_at: proved,
      operator_roles: allowed && jsonIn([...allowed]),
      issuer: issuer ?? null,
      ...usedNow(ctx),
    })
    .execute();
  ctx.audit({
    tenant: member?.tenant ?? null,
    resource: { type: "session", id: session.id },
    changes: { user, method, ...(allowed ? { allowed } : {}) },
    person: user,
  });
  return tokensOf(ctx, session, await insertRefreshToken(ctx, session.id));
}

/** What a session's row says of this request as its last use. */
export const usedNow = ({ now, origin }: Ctx) => ({
  last_used_at: now,
  user_agent: origin?.userAgent ?? null,
  address: origin?.address ?? null,
  country: origin?.country ?? null,
});

export async function tokensOf(ctx: Ctx, session: Session, refreshToken: string) {
  return {
    access_token: await signAccessToken(ctx.app, session),
    token_type: "Bearer" as const,
    expires_in: ACCESS_SECONDS,
    refresh_token: refreshToken,
  };
}

/** The session with the role its user has today. */
export async function sessionOf(
  ctx: Ctx,
  row: { session_id: string; user_id: string; tenant_id: string | null; method: SignInMethod | null },
): Promise<Session> {
  if (!isId("ses", row.session_id)) throw ended();
  const user = userId(row.user_id);
  if (row.tenant_id === null) {
    const kept = await operatorSession(ctx, row.session_id);
    if (!kept || rolesIn(ctx.app, kept).length === 0) throw ended();
    return { id: row.session_id, user, member: null };
  }
  const member = await membershipOf(ctx, user, row.tenant_id);
  if (!member) throw ended();
  return { id: row.session_id, user, member, limit: await limitOf(ctx, user, member, row.method) };
}

/** A tenant's own provider has asked for what the tenant wants asked; and it speaks for that tenant alone. */
async function limitOf(ctx: Ctx, user: string, member: Member | null, method: SignInMethod | null) {
  if (!member) return undefined;
  if (method === "oidc") return "tenant" satisfies Limit;
  const tenant = await ctx.db
    .selectFrom("tenants")
    .select("requires_second_factor")
    .where("id", "=", member.tenant)
    .executeTakeFirst();
  const lacks = tenant?.requires_second_factor && !holdsAny(await factorsOf(ctx, user));
  return lacks ? ("second_factor" satisfies Limit) : undefined;
}

export async function revokeSession(ctx: Ctx, session: string): Promise<void> {
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("id", "=", session)
    .where("revoked_at", "is", null)
    .execute();
}

/** Ends every session of a person, but the one they keep. Their access tokens run out within 15 minutes. */
export async function revokeSessions(ctx: Ctx, user: string, keep?: string): Promise<void> {
  let sessions = ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("user_id", "=", user)
    .where("revoked_at", "is", null);
  if (keep) sessions = sessions.where("id", "!=", keep);
  await sessions.execute();
}

export const ended = () => new AppError("unauthorized", "the session has ended; sign in again");

export function userId(value: string): Id<"usr"> {
  if (!isId("usr", value)) throw ended();
  return value;
}
