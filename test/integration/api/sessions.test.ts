import * as argon2 from "@node-rs/argon2";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { emailOf, type Face, openFace, PASSWORD, type Person } from "./support/face.ts";

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

describe("signing out", () => {
  test("ends the session; says the same of what it does not know", async () => {
    const { refresh_token } = await signIn("owner");
    const logout = (token: string) => face.ask("POST", "/v1/auth/logout", { body: { refresh_token: token } });
    expect(await logout(refresh_token)).toMatchObject({ status: 200, body: {} });
    refused(await refresh(refresh_token), 401, "unauthorized");
    expect(await logout(`hwr_${"b".repeat(43)}`)).toMatchObject({ status: 200, body: {} });
  });
});
