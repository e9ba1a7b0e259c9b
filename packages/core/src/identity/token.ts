import { createHash, randomBytes } from "node:crypto";
import { type CryptoKey, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { grantOf } from "../access/index.ts";
import { type Actor, type App, AppError, type Id, isId, type Permission } from "../kernel/index.ts";
import type { Member } from "./membership.ts";
import { operatorActor, withoutOwn } from "./operator-roles.ts";
import { supportActor } from "./support-actor.ts";

export const ACCESS_SECONDS = 15 * 60;
const ISSUER = "hostwright";

export interface Session {
  id: Id<"ses">;
  user: Id<"usr">;
  /** null: an operator. */
  member: Member | null;
  /** Why it may less than its role: a second factor is missing, or it is good for its tenant alone; undefined: it does not. */
  limit?: Limit | undefined;
}

const limit = z.enum(["second_factor", "tenant"]);
export type Limit = z.output<typeof limit>;

type Key = CryptoKey | Uint8Array;
const imported = new WeakMap<App["config"], Promise<{ kid: string; sign: Key; verify: Key }[]>>();

/** The signing keys, imported once a process. */
function keysOf(app: App) {
  const known = imported.get(app.config);
  if (known) return known;
  const keys = Promise.all(
    app.config.HOSTWRIGHT_JWT_KEYS.map(async (jwk) => {
      const { d: _private, ...open }: JWK = jwk;
      return { kid: jwk.kid, sign: await importJWK(jwk, "EdDSA"), verify: await importJWK(open, "EdDSA") };
    }),
  );
  imported.set(app.config, keys);
  return keys;
}

export async function signAccessToken(app: App, session: Session): Promise<string> {
  const [key] = await keysOf(app);
  if (!key) throw new Error("no signing key");
  const now = Math.floor(app.clock.now().getTime() / 1000);
  const { tenant, ...held } = session.member ?? { tenant: undefined };
  const claims = tenant ? { sid: session.id, ten: tenant, ...held, lim: session.limit } : { sid: session.id, op: true };
  return sign(key, claims, { subject: session.user, from: now, until: now + ACCESS_SECONDS });
}

/** For an operator in a person's place: good to the end, but looked up each time (`support-actor.ts`). */
export async function signSupportToken(app: App, support: { id: Id<"ses">; user: Id<"usr">; ends: Date }) {
  const [key] = await keysOf(app);
  if (!key) throw new Error("no signing key");
  const from = Math.floor(app.clock.now().getTime() / 1000);
  const until = Math.floor(support.ends.getTime() / 1000);
  return sign(key, { sid: support.id, sup: true }, { subject: support.user, from, until });
}

const sign = (
  key: { kid: string; sign: Key },
  claims: JWTPayload,
  { subject, from, until }: { subject: string; from: number; until: number },
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: key.kid })
    .setIssuer(ISSUER)
    .setSubject(subject)
    .setIssuedAt(from)
    .setExpirationTime(until)
    .sign(key.sign);

const claimsShape = z.object({
  sub: z.string(),
  sid: z.string(),
  ten: z.string().optional(),
  role: z.string().optional(),
  custom: z.array(z.string()).optional(),
  scope: z.string().optional(),
  op: z.literal(true).optional(),
  sup: z.literal(true).optional(),
  lim: limit.optional(),
});

/**
 * The actor an access token stands for. Nothing is looked up: a token is good for its 15 minutes; but operators are (`op`, `sup`).
 * @throws AppError `unauthorized`
 */
export async function actorOfToken(app: App, token: string): Promise<Actor> {
  const keys = await keysOf(app);
  let payload: unknown;
  try {
    const verified = await jwtVerify(
      token,
      (header) => {
        const key = keys.find((one) => one.kid === header.kid);
        if (!key) throw new Error("unknown key");
        return key.verify;
      },
      { issuer: ISSUER, typ: "at+jwt", algorithms: ["EdDSA"], currentDate: app.clock.now() },
    );
    payload = verified.payload;
  } catch (error) {
    const expired = error instanceof Error && "code" in error && error.code === "ERR_JWT_EXPIRED";
    throw new AppError("unauthorized", expired ? "the access token has expired" : "the access token is not valid");
  }
  const claims = claimsShape.safeParse(payload);
  if (!claims.success) throw new AppError("unauthorized", "the access token is not valid");
  const { sub, sid, ten, role, op, lim, sup } = claims.data;
  if (!isId("usr", sub) || !isId("ses", sid)) throw new AppError("unauthorized", "the access token is not valid");
  if (sup) return supportActor(app, sid);
  if (op) return operatorActor(app, sub, sid);
  if (!isId("ten", ten) || role === undefined) throw new AppError("unauthorized", "the access token is not valid");
  const grant = grantOf({ role, scope: claims.data.scope ?? null, custom: claims.data.custom ?? null });
  return {
    type: "user",
    user: sub,
    tenant: ten,
    session: sid,
    ...grant,
    permissions: limited(grant.permissions, lim),
    ...(lim === "second_factor" ? { enrolling: true } : {}),
    ...(lim === "tenant" ? { tenantOnly: true } : {}),
  };
}

/** Without the second factor a tenant requires: only what it takes to add one. Let in by a tenant: not the person's own. */
function limited(permissions: ReadonlySet<Permission>, lim: Limit | undefined): ReadonlySet<Permission> {
  if (lim === "second_factor") return new Set<Permission>(["account:read", "account:manage"]);
  return lim === "tenant" ? withoutOwn(permissions) : permissions;
}

export const newRefreshToken = (): string => `hwr_${randomBytes(32).toString("base64url")}`;
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");
