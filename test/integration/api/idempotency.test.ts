import { apis } from "@hostwright/functions/manifest";
import { routeKey } from "@hostwright/functions/route";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, orderBody, refused } from "./support/answers.ts";
import { type Answered, type Face, openFace, type Person } from "./support/face.ts";
import type { Request } from "./support/fixtures/fixture.ts";
import { order } from "./support/fixtures/servers.ts";
import { fixtures } from "./support/fixtures.ts";
import { pathOf } from "./support/paths.ts";

const posts = Object.values(apis)
  .flat()
  .filter((route) => route.method === "POST" && !route.open)
  .map((route) => [routeKey(route), route, fixtures[routeKey(route)]] as const);

let face: Face;
beforeAll(async () => {
  // The provider that companies sign in by is on this machine.
  face = await openFace({ HOSTWRIGHT_WEBHOOKS_ANYWHERE: "yes" });
});
afterAll(() => face.close());

let used = 0;
const newKey = () => `key-${++used}`;
const post = (path: string, key: string, body: unknown, who: Person | { authorization: string } = "owner") =>
  face.ask("POST", path, {
    ...(typeof who === "string" ? { as: who } : {}),
    headers: { "idempotency-key": key, ...(typeof who === "string" ? {} : who) },
    ...(body === undefined ? {} : { body }),
  });
const serversNamed = (name: string) =>
  face.app.db.kysely.selectFrom("servers").select("id").where("name", "=", name).execute();

describe.each(posts)("%s", (key, route, fixture) => {
  const ask = (idempotencyKey: string, request: Request, body: unknown = request.body) =>
    post(pathOf(route.path, request), idempotencyKey, body, whoAsks(request));
  const whoAsks = ({ authorization }: Request) => {
    if (authorization) return { authorization };
    return fixture?.as === "operator" ? "operator" : "owner";
  };
  afterEach(() => fixture?.after?.(face));

  test("the same key and body again: the same answer, nothing done twice", async () => {
    if (!fixture) throw new Error(`${key} has no fixture`);
    const request = await fixture.make(face);
    const name = newKey();
    const first = await ask(name, request);
    const sent = face.sent.length;
    const again = await ask(name, request);
    expect(first.status).toBe(route.status);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect([first, again].map((answer) => answer.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
    expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(face.sent).toHaveLength(sent);
  });

  test("the same key with another body: 422", async () => {
    if (!fixture) throw new Error(`${key} has no fixture`);
    const request = await fixture.make(face);
    const name = newKey();
    await ask(name, request);
    const other = await ask(name, request, { ...z.record(z.string(), z.unknown()).parse(request.body ?? {}), x: 1 });
    expect(refused(other, 422, "idempotency_key_reused")).toEqual(["Idempotency-Key"]);
  });
});

test("a key belongs to its tenant, person and route", async () => {
  const key = newKey();
  const body = order();
  const mine = orderBody.parse((await post("/v1/servers", key, body)).body);
  const theirs = orderBody.parse((await post("/v1/servers", key, body, "other")).body);
  expect(theirs.server.id).not.toBe(mine.server.id);
  const elsewhere = await post(`/v1/servers/${mine.server.id}/actions/start`, key, undefined);
  expect(errorOf(elsewhere).code).toBe("locked");
});

test("the same route with another id in its path is another body", async () => {
  const key = newKey();
  await post(`/v1/servers/srv_${"0".repeat(26)}/actions/start`, key, undefined);
  refused(await post(`/v1/servers/srv_${"1".repeat(26)}/actions/start`, key, undefined), 422, "idempotency_key_reused");
});

test("a refusal is kept like any answer", async () => {
  const key = newKey();
  const body = order({ plan: "nothing" });
  const first = await post("/v1/servers", key, body);
  const again = await post("/v1/servers", key, body);
  expect(refused(first, 400, "invalid_input")).toEqual(["plan"]);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
});

test("twenty at once: one server; the others get its answer or are told to wait", async () => {
  const key = newKey();
  const body = order();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post("/v1/servers", key, body)));
  expect(await serversNamed(body.name)).toHaveLength(1);
  const done = answers.filter((answer) => answer.status === 202);
  expect(done.length).toBeGreaterThan(0);
  for (const answer of done) expect(answer.body).toEqual(done[0]?.body);
  for (const answer of answers.filter((one) => one.status !== 202)) refused(answer, 409, "conflict");
});

test("a crash keeps nothing: the same key may try again", async () => {
  const key = newKey();
  const body = order();
  const db = face.app.db.kysely;
  await db.schema.alterTable("actions").renameTo("actions_away").execute();
  const crashed = await post("/v1/servers", key, body);
  await db.schema.alterTable("actions_away").renameTo("actions").execute();
  expect(errorOf(crashed)).toEqual({
    code: "internal_error",
    message: "something went wrong on our side; tell us the request id",
    request_id: crashed.headers.get("x-request-id"),
  });
  expect((await post("/v1/servers", key, body)).status).toBe(202);
});

test("forgotten after 24 hours", async () => {
  const key = newKey();
  const body = order();
  const first = await post("/v1/servers", key, body);
  expect(first.status).toBe(202);
  await later(24 * 3600_000 + 1);
  refused(await post("/v1/servers", key, body), 409, "uniqueness_error");
});

test("a root password is shown again to a repeated request, and kept nowhere readable", async () => {
  const key = newKey();
  const body = order({ ssh_keys: [] });
  const shown = z.object({ root_password: z.string().min(16) });
  const { root_password } = shown.parse((await post("/v1/servers", key, body)).body);
  expect(shown.parse((await post("/v1/servers", key, body)).body).root_password).toBe(root_password);
  const db = face.app.db.kysely;
  const kept: unknown[] = [];
  for (const table of ["idempotency_keys", "audit_log", "outbox", "servers", "actions", "jobs"] as const)
    kept.push(await db.selectFrom(table).selectAll().execute());
  expect(JSON.stringify([kept, face.sent])).not.toContain(root_password);
});

test("reads and sign-in have none", async () => {
  const headers = { "idempotency-key": "not a key" };
  const read: Answered = await face.ask("GET", "/v1/servers", { as: "owner", headers });
  expect(read.status).toBe(200);
  const body = { email: "nobody@hostwright.test", password: "x" };
  expect((await face.ask("POST", "/v1/auth/login", { headers, body })).status).toBe(401);
});

/** Steps the clock; the tokens made before are then made anew. */
async function later(ms: number): Promise<void> {
  await face.clock.advance(ms);
  await face.renewTokens();
}
