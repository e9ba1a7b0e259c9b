import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { signAccessToken } from "@hostwright/core/identity";
import { type App, isId, loadConfig, type OutboxMessage, SteppedClock } from "@hostwright/core/kernel";
import { migrate, upsert } from "@hostwright/core/kernel/database/index";
import { createApp } from "@hostwright/functions/app";
import { createObjects } from "@hostwright/functions/objects";
import { seedDemo } from "@hostwright/local/demo/seed";
import { startGateway } from "@hostwright/local/gateway";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { exportJWK, generateKeyPair } from "jose";
import { createDatabase } from "../../../database.ts";
import { UNLIMITED } from "../../../system/unlimited.ts";

export const PASSWORD = "cedar-otter-471147";
const MIGRATIONS = fileURLToPath(new URL("../../../../migrations", import.meta.url));

/** People of the demo; `other` owns another tenant than `owner` and `viewer`. */
const PEOPLE = {
  owner: "demo@hostwright.test",
  viewer: "viewer@hostwright.test",
  other: "second@hostwright.test",
  operator: "operator@hostwright.test",
} as const;
export type Person = keyof typeof PEOPLE;
type Session = Parameters<typeof signAccessToken>[1];
export const emailOf = (person: Person): string => PEOPLE[person];

export interface Asked {
  /** Whose token goes along; none by default. */
  as?: Person;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface Answered {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, else its text. */
  body: unknown;
}

/** The API as a caller meets it: gateway, Lambda handlers and PostgreSQL; what leaves for workflows and relays is caught. */
export interface Face {
  app: App;
  clock: SteppedClock;
  url: string;
  sent: OutboxMessage[];
  tokens: Record<Person, string>;
  sessions: Record<Person, Session>;
  /** Signs everybody's token again, after the clock has gone past its 15 minutes. */
  renewTokens(): Promise<void>;
  /** The same, as refreshing does it: nobody has proved anything anew. */
  renewAccess(): Promise<void>;
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
  close(): Promise<void>;
}

/** @param settings instead of those of a test, which limit nothing */
export async function openFace(settings: Record<string, string> = {}): Promise<Face> {
  const database = await createDatabase();
  const files = await mkdtemp(join(tmpdir(), "hostwright-face-"));
  const clock = new SteppedClock(new Date("2026-11-20T12:00:00.000Z"));
  const sent: OutboxMessage[] = [];
  const config = loadConfig({
    HOSTWRIGHT_LOG_LEVEL: "SILENT",
    HOSTWRIGHT_DATABASE_URL: database.url,
    HOSTWRIGHT_JOB_QUEUE_URL: "http://127.0.0.1/{location}",
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
    HOSTWRIGHT_JWT_KEYS: JSON.stringify([
      { ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }), kid: "ours" },
    ]),
    HOSTWRIGHT_SEAL_KEY: "A".repeat(43),
    HOSTWRIGHT_ADDRESS_REST_SECONDS: "0",
    HOSTWRIGHT_CONSOLE_URL: "wss://console.example.com",
    HOSTWRIGHT_OBJECTS_URL: pathToFileURL(files).href,
    ...UNLIMITED,
    ...settings,
  });
  const app: App = {
    ...createApp(config, { service: "test", clock, objects: createObjects }),
    async deliver(envelopes) {
      sent.push(...envelopes.map((envelope) => envelope.message));
      return envelopes.map((envelope) => envelope.id);
    },
  };
  await migrate(app.db, { directory: MIGRATIONS });
  await seedDemo(app, { demo_password: PASSWORD, relay_keys: { fra1: await relayKey(), hel1: await relayKey() } });
  const sessions = {
    owner: await sessionOf(app, "owner"),
    viewer: await sessionOf(app, "viewer"),
    other: await sessionOf(app, "other"),
    operator: await sessionOf(app, "operator"),
  };
  const tokens = { owner: "", viewer: "", other: "", operator: "" };
  const renewTokens = async () => {
    await proveAll(app, Object.values(sessions));
    await renewAccess();
  };
  const renewAccess = async () => {
    tokens.owner = await signAccessToken(app, sessions.owner);
    tokens.viewer = await signAccessToken(app, sessions.viewer);
    tokens.other = await signAccessToken(app, sessions.other);
    tokens.operator = await signAccessToken(app, sessions.operator);
  };
  await renewTokens();
  const gateway = await startGateway({ port: 0, ...gatewayRoutes(app) });
  return {
    app,
    clock,
    url: gateway.url,
    sent,
    tokens,
    sessions,
    renewTokens,
    renewAccess,
    ask: (method, path, asked = {}) => send(gateway.url + path, method, asked, tokens),
    async close() {
      await gateway.close();
      await app.limiter.close();
      await app.db.close();
      await database.drop();
      await rm(files, { recursive: true });
    },
  };
}

async function send(url: string, method: string, asked: Asked, tokens: Face["tokens"]): Promise<Answered> {
  const content = asked.raw ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(asked.as ? { authorization: `Bearer ${tokens[asked.as]}` } : {}),
      ...(content === undefined ? {} : { "content-type": "application/json" }),
      ...asked.headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Rows for the sessions, as fresh as those of people who have just signed in. */
async function proveAll({ db, clock }: App, sessions: Session[]): Promise<void> {
  const now = clock.now();
  const rows = sessions.map(({ id, user, member }) => ({
    id,
    user_id: user,
    tenant_id: member?.tenant ?? null,
    created_at: now,
    expires_at: new Date(now.getTime() + 30 * 24 * 3600_000),
    revoked_at: null,
    proved_at: now,
  }));
  await upsert(db.kysely, "sessions", rows, { keys: ["id"], update: ["proved_at", "revoked_at", "expires_at"] });
}

async function relayKey() {
  const { publicKey } = await generateKeyPair("ECDH-ES+A256KW", { crv: "X25519", extractable: true });
  return { ...(await exportJWK(publicKey)), kty: "OKP", kid: "relay" };
}

/** A session as signing in would make it, so that tests need not pay for argon2id each time. */
async function sessionOf(app: App, person: Person): Promise<Session> {
  const user = await app.db.kysely
    .selectFrom("users")
    .leftJoin("memberships", "memberships.user_id", "users.id")
    .select(["users.id", "memberships.tenant_id", "memberships.role"])
    .where("users.email", "=", emailOf(person))
    .executeTakeFirstOrThrow();
  const session = `ses_${user.id.slice(4)}` as const;
  if (!isId("usr", user.id)) throw new Error("no user id");
  if (!isId("ten", user.tenant_id)) return { id: session, user: user.id, member: null };
  const role = user.role === "read-only" ? "read-only" : "owner";
  return { id: session, user: user.id, member: { tenant: user.tenant_id, role } };
}
