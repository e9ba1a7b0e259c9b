import { login as loginCommand } from "@hostwright/core/identity";
import { AppError, execute } from "@hostwright/core/kernel";
import * as argon2 from "@node-rs/argon2";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { emailOf, type Face, openFace, PASSWORD, type Person } from "./support/face.ts";
import { takeLetters } from "./support/letters.ts";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn(real.verify) };
});

const tokens = z.strictObject({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.literal(900),
  refresh_token: z.string(),
});
const me = z.looseObject({ user: z.object({ email: z.string() }), operator: z.boolean(), role: z.string().nullable() });

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());
afterEach(() => vi.mocked(argon2.verify).mockClear());

const login = (body: object) => face.ask("POST", "/v1/auth/login", { body });
const signIn = async (person: Person) =>
  tokens.parse((await login({ email: emailOf(person), password: PASSWORD })).body);
const refresh = (refresh_token: string) => face.ask("POST", "/v1/auth/refresh", { body: { refresh_token } });
const refreshed = async (token: string) => tokens.parse((await refresh(token)).body);
const whoIs = (token: string) => face.ask("GET", "/v1/me", { headers: { authorization: `Bearer ${token}` } });

describe("signing in", () => {
  test.each([
    ["owner", { operator: false, role: "owner" }],
    ["viewer", { operator: false, role: "read-only" }],
    ["operator", { operator: true, role: null }],
  ] as const)("as %s", async (person, expected) => {
    const { access_token } = await signIn(person);
    const { user, operator, role } = me.parse((await whoIs(access_token)).body);
    expect({ email: user.email, operator, role }).toEqual({ email: emailOf(person), ...expected });
  });

  test("the address in capitals is the same address", async () => {
    expect((await login({ email: emailOf("owner").toUpperCase(), password: PASSWORD })).status).toBe(200);
  });

  test("a wrong password and an unknown address: one answer, after the same work", async () => {
    const wrong = await login({ email: emailOf("owner"), password: "wrong" });
    const unknown = await login({ email: "nobody@hostwright.test", password: "wrong" });
    refused(wrong, 401, "unauthorized");
    refused(unknown, 401, "unauthorized");
    const message = (body: unknown) => z.object({ error: z.object({ message: z.string() }) }).parse(body).error.message;
    expect(message(unknown.body)).toBe(message(wrong.body));
    // Structural, since a time would depend on the machine: one verification each, at the same cost.
    const costs = vi.mocked(argon2.verify).mock.calls.map(([hash]) => String(hash).split("$").slice(1, 4));
    expect(costs).toHaveLength(2);
    expect(costs[1]).toEqual(costs[0]);
  });

  test("a failure leaves an audit row that does not hold the address or the password", async () => {
    const answer = await login({ email: "secret@hostwright.test", password: "hunter2" });
    const rows = await face.app.db.kysely
      .selectFrom("audit_log")
      .selectAll()
      .where("request_id", "=", answer.headers.get("x-request-id") ?? "")
      .execute();
    expect(rows).toMatchObject([{ command: "auth.login", outcome: "denied", actor_type: "anonymous" }]);
    expect(JSON.stringify(rows)).not.toMatch(/secret@|hunter2/);
  });

  test("in a tenant one does not belong to", async () => {
    const foreign = face.sessions.other.member?.tenant;
    refused(await login({ email: emailOf("owner"), password: PASSWORD, tenant: foreign }), 401, "unauthorized");
  });
});

describe("refreshing", () => {
  test("each token is good once, and brings the next", async () => {
    const first = await signIn("owner");
    const second = await refreshed(first.refresh_token);
    const third = await refreshed(second.refresh_token);
    expect(new Set([first, second, third].map((one) => one.refresh_token)).size).toBe(3);
    expect((await whoIs(third.access_token)).status).toBe(200);
  });

  test("an expired access token sent along does no harm", async () => {
    const { access_token, refresh_token } = await signIn("owner");
    await face.clock.advance(16 * 60_000);
    refused(await whoIs(access_token), 401, "unauthorized");
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await face.ask("POST", "/v1/auth/refresh", { body: { refresh_token }, headers })).status).toBe(200);
  });

  test("again within 10 s: the same successor", async () => {
    const { refresh_token } = await signIn("owner");
    const [a, b] = await Promise.all([refreshed(refresh_token), refreshed(refresh_token)]);
    await face.clock.advance(10_000);
    const c = await refreshed(refresh_token);
    expect([b.refresh_token, c.refresh_token]).toEqual([a.refresh_token, a.refresh_token]);
  });

  test("again later: the whole session ends", async () => {
    const { refresh_token } = await signIn("owner");
    const next = await refreshed(refresh_token);
    await face.clock.advance(10_001);
    refused(await refresh(refresh_token), 401, "unauthorized");
    refused(await refresh(next.refresh_token), 401, "unauthorized");
    const { refresh_token: another } = await signIn("owner");
    expect((await refresh(another)).status).toBe(200);
  });

  test("within its grace, but after its session ended: refused", async () => {
    const { refresh_token } = await signIn("owner");
    const { refresh_token: next } = await refreshed(refresh_token);
    await face.ask("POST", "/v1/auth/logout", { body: { refresh_token: next } });
    refused(await refresh(refresh_token), 401, "unauthorized");
  });

  test("30 days unused: ended", async () => {
    const { refresh_token } = await signIn("owner");
    await face.clock.advance(30 * 24 * 3600_000);
    refused(await refresh(refresh_token), 401, "unauthorized");
  });

  test("takes up the role of today, and ends with the membership", async () => {
    const { refresh_token } = await signIn("viewer");
    const { user } = face.sessions.viewer;
    const db = face.app.db.kysely;
    await db.updateTable("memberships").set({ role: "member" }).where("user_id", "=", user).execute();
    const next = await refreshed(refresh_token);
    expect(me.parse((await whoIs(next.access_token)).body).role).toBe("member");
    await db.deleteFrom("memberships").where("user_id", "=", user).execute();
    refused(await refresh(next.refresh_token), 401, "unauthorized");
  });

  test("unknown", async () => refused(await refresh(`hwr_${"a".repeat(43)}`), 401, "unauthorized"));

  test("tokens are stored as hashes, successors sealed", async () => {
    const { refresh_token } = await signIn("owner");
    const { refresh_token: next } = await refreshed(refresh_token);
    const rows = JSON.stringify(await face.app.db.kysely.selectFrom("refresh_tokens").selectAll().execute());
    for (const token of [refresh_token, next]) expect(rows).not.toContain(token);
  });
});

test("a token used again by a thief ends the session, and its owner is told", async () => {
  const { refresh_token } = await signIn("owner");
  const next = await refreshed(refresh_token);
  await face.clock.advance(11_000);
  await takeLetters(face);
  refused(await refresh(refresh_token), 401, "unauthorized");
  refused(await refresh(next.refresh_token), 401, "unauthorized");
  expect(await takeLetters(face)).toEqual([{ to: emailOf("owner"), subject: "One of your sessions was ended" }]);
});

describe("a device or place that is new", () => {
  const device = "d".repeat(43);
  const from = (more: object) => login({ email: emailOf("other"), password: PASSWORD, ...more });
  test("is told to its owner, once", async () => {
    await takeLetters(face);
    expect((await from({ device })).status).toBe(200);
    expect(await takeLetters(face)).toEqual([{ to: emailOf("other"), subject: "A new sign-in to your account" }]);
    expect((await from({ device })).status).toBe(200);
    expect(await takeLetters(face)).toEqual([]);
  });

  test("strangers who guess make strangers wait longer and longer, and not the owner's device", async () => {
    for (let wrong = 0; wrong < 3; wrong++) await from({ password: "wrong" });
    const waits = [];
    for (let wait = 1; wait <= 4; wait *= 2) {
      const answer = await from({});
      refused(answer, 429, "rate_limit_exceeded");
      waits.push(answer.headers.get("retry-after"));
      expect((await from({ device })).status).toBe(200);
      await face.clock.advance(wait * 1000);
      refused(await from({ password: "wrong" }), 401, "unauthorized");
    }
    expect(waits).toEqual(["1", "2", "4"]);
  });

  test("an account that does not exist is slowed alike, and nothing is verified while it waits", async () => {
    const guess = (email: string) => login({ email, password: "wrong" });
    vi.mocked(argon2.verify).mockClear();
    for (const email of ["nobody-here@hostwright.test", emailOf("viewer")]) {
      const statuses = [];
      for (let wrong = 0; wrong < 5; wrong++) statuses.push((await guess(email)).status);
      expect(statuses).toEqual([401, 401, 401, 429, 429]);
    }
    expect(vi.mocked(argon2.verify)).toHaveBeenCalledTimes(6);
    await face.clock.advance(3600_001);
  });
});

test("the hard lock, where it is set, keeps everybody out for a quarter of an hour", async () => {
  const config = { ...face.app.config, HOSTWRIGHT_SIGN_IN_LOCK_AFTER: 5 };
  const app = { ...face.app, config };
  let place = 0;
  const attempt = (password: string) => {
    place += 1;
    const origin = { address: `198.51.${place}.1`, userAgent: null, country: null };
    const call = { app, actor: { type: "anonymous" as const }, requestId: "req_lock", origin };
    return execute(call, loginCommand, { email: emailOf("owner"), password }).then(
      () => "in",
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  };
  const outcomes = [];
  for (let wrong = 0; wrong < 5; wrong++) outcomes.push(await attempt("wrong"));
  expect(outcomes).toEqual(Array(5).fill("unauthorized"));
  expect(await attempt(PASSWORD)).toBe("rate_limit_exceeded");
  await face.clock.advance(15 * 60_000);
  expect(await attempt("wrong")).toBe("unauthorized");
  expect(await attempt(PASSWORD)).toBe("in");
});

describe("a person's sessions", () => {
  const as = (token: string, method: string, path: string) =>
    face.ask(method, path, { headers: { authorization: `Bearer ${token}` } });
  test("are listed with what they run on, and end one by one or all but this", async () => {
    const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
    const body = { email: emailOf("other"), password: PASSWORD };
    const one = tokens.parse(
      (await face.ask("POST", "/v1/auth/login", { body, headers: { "user-agent": firefox } })).body,
    );
    const two = tokens.parse((await login(body)).body);
    const three = tokens.parse((await login(body)).body);
    const listed = z.object({ sessions: z.array(z.looseObject({ id: z.string(), current: z.boolean() })) });
    const { sessions } = listed.parse((await as(one.access_token, "GET", "/v1/account/sessions")).body);
    const current = sessions.filter((session) => session.current);
    expect(current).toMatchObject([
      { device: { browser: "Firefox", os: "Linux" }, address: "127.0.0.1", country: null, method: "password" },
    ]);
    expect((await as(two.access_token, "DELETE", `/v1/account/sessions/${current[0]?.id}`)).status).toBe(200);
    refused(await refresh(one.refresh_token), 401, "unauthorized");
    expect((await as(two.access_token, "POST", "/v1/account/sessions/actions/revoke-others")).status).toBe(200);
    refused(await refresh(three.refresh_token), 401, "unauthorized");
    expect((await refresh(two.refresh_token)).status).toBe(200);
  });
});

describe("another tenant of the same person", () => {
  test("goes on in the same session with new tokens; only where they are a member", async () => {
    const { user } = face.sessions.other;
    const acme = face.sessions.owner.member?.tenant ?? "";
    const to = (refresh_token: string) =>
      face.ask("POST", "/v1/auth/switch", { body: { refresh_token, tenant: acme } });
    const { refresh_token } = await signIn("other");
    refused(await to(refresh_token), 404, "not_found");
    const row = { tenant_id: acme, user_id: user, role: "read-only", created_at: face.clock.now() };
    await face.app.db.kysely.insertInto("memberships").values(row).execute();
    const there = tokens.parse((await to(refresh_token)).body);
    const body = (await whoIs(there.access_token)).body;
    expect(body).toMatchObject({ role: "read-only", tenant: { id: acme } });
    refused(await to(refresh_token), 401, "unauthorized");
    expect(me.parse((await whoIs((await refreshed(there.refresh_token)).access_token)).body).role).toBe("read-only");
    await face.app.db.kysely
      .deleteFrom("memberships")
      .where("tenant_id", "=", acme)
      .where("user_id", "=", user)
      .execute();
  });
});

describe("signing out", () => {
  test("ends the session; says the same of what it does not know", async () => {
    const { refresh_token } = await signIn("owner");
    const logout = (token: string) => face.ask("POST", "/v1/auth/logout", { body: { refresh_token: token } });
    expect(await logout(refresh_token)).toMatchObject({ status: 200, body: {} });
    refused(await refresh(refresh_token), 401, "unauthorized");
    expect(await logout(`hwr_${"b".repeat(43)}`)).toMatchObject({ status: 200, body: {} });
  });
});
