import { type Role, role } from "../access/index.ts";
import { affected } from "../kernel/database/index.ts";
import { type App, AppError, type Ctx, command, type Id, isId, system, transact } from "../kernel/index.ts";
import { openOurs, sealForUs } from "../kernel/seal.ts";
import { isImported } from "./imported-password.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { loginInput, refreshInput } from "./schema.ts";
import { ACCESS_SECONDS, hashToken, newRefreshToken, type Session, signAccessToken } from "./token.ts";

const DAY = 24 * 3600 * 1000;
/** A session ends that long after its last refresh. */
const REFRESH_DAYS = 30;
/** A rotated token used again so soon is a retry or a second tab; later it is a thief. */
const REUSE_GRACE_MS = 10_000;

/** Signs in. One answer for an unknown address and a wrong password, in the same time. */
export const login = command({
  name: "auth.login",
  permission: "public:login",
  input: loginInput,
  async run(ctx, { email, password, tenant }) {
    const user = await ctx.db
      .selectFrom("users")
      .selectAll()
      .where("email", "=", email.toLowerCase())
      .executeTakeFirst();
    if (!(await verifyPassword(user?.password_hash, password)) || !user) {
      ctx.audit({ resource: { type: "user", id: user?.id ?? "unknown" } });
      return new AppError("unauthorized", "e-mail or password is wrong");
    }
    if (isImported(user.password_hash))
      await ctx.db
        .updateTable("users")
        .set({ password_hash: await hashPassword(password) })
        .where("id", "=", user.id)
        .execute();
    const member = await membershipOf(ctx, user.id, tenant);
    if (!member && !user.operator) throw new AppError("unauthorized", "this account belongs to no tenant");
    const session = { id: ctx.id("ses"), user: userId(user.id), member: user.operator && !tenant ? null : member };
    await ctx.db
      .insertInto("sessions")
      .values({
        id: session.id,
        user_id: user.id,
        tenant_id: session.member?.tenant ?? null,
        created_at: ctx.now,
        expires_at: new Date(ctx.now.getTime() + REFRESH_DAYS * DAY),
        revoked_at: null,
      })
      .execute();
    ctx.audit({
      tenant: session.member?.tenant ?? null,
      resource: { type: "session", id: session.id },
      changes: { user: user.id },
    });
    return issue(ctx, session, await insertRefreshToken(ctx, session.id));
  },
});

/** Exchanges a refresh token for new tokens. The same successor for a repeat within 10 s; later the session is revoked. */
export const refresh = command({
  name: "auth.refresh",
  permission: "public:refresh",
  input: refreshInput,
  async run(ctx, { refresh_token }) {
    const token = await ctx.db
      .selectFrom("refresh_tokens")
      .innerJoin("sessions", "sessions.id", "refresh_tokens.session_id")
      .select([
        "hash",
        "session_id",
        "rotated_at",
        "successor",
        "refresh_tokens.expires_at",
        "user_id",
        "tenant_id",
        "revoked_at",
      ])
      .where("hash", "=", hashToken(refresh_token))
      .forUpdate()
      .executeTakeFirst();
    if (!token || token.revoked_at || token.expires_at <= ctx.now) throw ended();
    const session = await sessionOf(ctx, token);
    ctx.audit({ tenant: token.tenant_id, resource: { type: "session", id: token.session_id } });
    if (!token.rotated_at || !token.successor) {
      const successor = await insertRefreshToken(ctx, session.id);
      await ctx.db
        .updateTable("refresh_tokens")
        .set({ rotated_at: ctx.now, successor: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, successor) })
        .where("hash", "=", token.hash)
        .execute();
      await ctx.db
        .updateTable("sessions")
        .set({ expires_at: new Date(ctx.now.getTime() + REFRESH_DAYS * DAY) })
        .where("id", "=", session.id)
        .execute();
      return issue(ctx, session, successor);
    }
    if (ctx.now.getTime() - token.rotated_at.getTime() <= REUSE_GRACE_MS)
      return issue(ctx, session, String(await openOurs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, token.successor)));
    ctx.log.error("refresh token reused, session revoked", { request_id: ctx.requestId, session: token.session_id });
    await revoke(ctx, token.session_id);
    return ended();
  },
});

/** Ends the session a refresh token belongs to. Says nothing of tokens it does not know. */
export const logout = command({
  name: "auth.logout",
  permission: "public:logout",
  input: refreshInput,
  async run(ctx, { refresh_token }) {
    const token = await ctx.db
      .selectFrom("refresh_tokens")
      .select("session_id")
      .where("hash", "=", hashToken(refresh_token))
      .executeTakeFirst();
    if (!token) return {};
    await revoke(ctx, token.session_id);
    ctx.audit({ resource: { type: "session", id: token.session_id } });
    return {};
  },
});

const ended = () => new AppError("unauthorized", "the session has ended; sign in again");

async function revoke(ctx: Ctx, session: string): Promise<void> {
  await ctx.db
    .updateTable("sessions")
    .set({ revoked_at: ctx.now })
    .where("id", "=", session)
    .where("revoked_at", "is", null)
    .execute();
}

async function issue(ctx: Ctx, session: Session, refreshToken: string) {
  return {
    access_token: await signAccessToken(ctx.app, session),
    token_type: "Bearer" as const,
    expires_in: ACCESS_SECONDS,
    refresh_token: refreshToken,
  };
}

async function insertRefreshToken(ctx: Ctx, session: string): Promise<string> {
  const token = newRefreshToken();
  await ctx.db
    .insertInto("refresh_tokens")
    .values({
      hash: hashToken(token),
      session_id: session,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + REFRESH_DAYS * DAY),
      rotated_at: null,
      successor: null,
    })
    .execute();
  return token;
}

type Member = { tenant: Id<"ten">; role: Role };

/** The membership to act in: the one asked for, else the oldest. */
async function membershipOf(ctx: Ctx, user: string, tenant?: string): Promise<Member | null> {
  let rows = ctx.db
    .selectFrom("memberships")
    .select(["tenant_id", "role"])
    .where("user_id", "=", user)
    .orderBy("created_at")
    .limit(1);
  if (tenant) rows = rows.where("tenant_id", "=", tenant);
  const row = await rows.executeTakeFirst();
  if (!row || !isId("ten", row.tenant_id)) return null;
  return { tenant: row.tenant_id, role: role.parse(row.role) };
}

/** The session with the role its user has today. */
async function sessionOf(
  ctx: Ctx,
  row: { session_id: string; user_id: string; tenant_id: string | null },
): Promise<Session> {
  if (!isId("ses", row.session_id)) throw ended();
  const user = userId(row.user_id);
  if (row.tenant_id === null) {
    const operator = await ctx.db.selectFrom("users").select("operator").where("id", "=", user).executeTakeFirst();
    if (!operator?.operator) throw ended();
    return { id: row.session_id, user, member: null };
  }
  const member = await membershipOf(ctx, user, row.tenant_id);
  if (!member) throw ended();
  return { id: row.session_id, user, member };
}

function userId(value: string): Id<"usr"> {
  if (!isId("usr", value)) throw ended();
  return value;
}

/** Schedule: forgets refresh tokens and sessions that ended. */
export function forgetSessions(app: App): Promise<number> {
  return transact({ app, actor: system("schedule sessions"), requestId: "schedule" }, async (ctx) => {
    const result = await ctx.db.deleteFrom("refresh_tokens").where("expires_at", "<", ctx.now).executeTakeFirst();
    await ctx.db.deleteFrom("sessions").where("expires_at", "<", ctx.now).execute();
    return affected(result);
  });
}
