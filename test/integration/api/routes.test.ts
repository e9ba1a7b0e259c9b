import { apis } from "@hostwright/functions/manifest";
import { routeKey } from "@hostwright/functions/route";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, refused } from "./support/answers.ts";
import { answerProblems } from "./support/description.ts";
import { type Face, openFace, type Person } from "./support/face.ts";
import type { Request } from "./support/fixtures/fixture.ts";
import { fixtures } from "./support/fixtures.ts";
import { pathOf, unknownIds } from "./support/paths.ts";
import { badTokens } from "./support/tokens.ts";

/** Every route of the manifest, with the request that it accepts. */
const routes = Object.values(apis)
  .flat()
  .map((route) => ({ key: routeKey(route), route, fixture: fixtures[routeKey(route)] }));
const closed = routes.filter(({ route }) => !route.open);
const isOperators = (route: (typeof routes)[number]["route"]) => route.operation.permission.startsWith("operator:");
const named = (list: typeof routes) => list.map((one) => [one.key, one] as const);

let face: Face;
beforeAll(async () => {
  // The sign-in provider of the fixtures is on this machine.
  face = await openFace({ HOSTWRIGHT_WEBHOOKS_ANYWHERE: "yes" });
});
afterAll(() => face.close());

/** The route's own request, made with what belongs to those who may. */
async function requestTo({ key, fixture }: (typeof routes)[number]): Promise<Request> {
  if (!fixture) throw new Error(`${key} has no fixture in test/integration/api/support/fixtures/`);
  return fixture.make(face);
}

async function askAs(person: Person | undefined, one: (typeof routes)[number], request: Request) {
  const answer = await face.ask(one.route.method, pathOf(one.route.path, request), {
    ...(person ? { as: person } : {}),
    ...(request.authorization && person === one.fixture?.as
      ? { headers: { authorization: request.authorization } }
      : {}),
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  if (answer.status === one.route.status) await one.fixture?.after?.(face);
  return answer;
}

const auditOf = (requestId: string | null) =>
  face.app.db.kysely
    .selectFrom("audit_log")
    .select(["command", "outcome", "actor_id"])
    .where("request_id", "=", requestId ?? "")
    .execute();

test("every route has a fixture, and every fixture a route", () => {
  expect(Object.keys(fixtures).sort()).toEqual(routes.map(({ key }) => key).sort());
});

describe("the right person gets the described answer", () => {
  test.each(named(routes))("%s", async (_key, one) => {
    const request = await requestTo(one);
    const answer = await askAs(one.fixture?.as === "nobody" ? undefined : one.fixture?.as, one, request);
    expect(answer.status, JSON.stringify(answer.body)).toBe(one.route.status);
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    if (one.route.document) return;
    expect(answerProblems(one.route.method, one.route.path, answer)).toEqual([]);
    // Nothing beyond what the route declares leaves it: parsing drops what it does not know.
    expect(one.route.answer.parse(answer.body)).toEqual(answer.body);
    const started = z.object({ action: z.object({ id: z.string() }) }).safeParse(answer.body);
    if (one.route.status === 202 && started.success)
      expect(answer.headers.get("location")).toBe(`/v1/actions/${started.data.action.id}`);
  });
});

describe("401 without a token that is good", () => {
  test.each(named(closed))("%s", async (_key, one) => {
    const request = one.route.pathFields.length > 0 ? { params: unknownIds(one.route.path) } : {};
    const without = await askAs(undefined, one, request);
    refused(without, 401, "unauthorized");
    expect(without.headers.get("www-authenticate")).toBe("Bearer");
    for (const [name, authorization] of await badTokens(face)) {
      const answer = await face.ask(one.route.method, pathOf(one.route.path, request), { headers: { authorization } });
      expect(answer.status, name).toBe(401);
      expect(errorOf(answer).code, name).toBe("unauthorized");
    }
  });
});

describe("open routes answer whatever the token is", () => {
  test.each(named(routes.filter(({ route }) => route.open)))("%s", async (_key, one) => {
    const { body } = await requestTo(one);
    const headers = { authorization: `Bearer ${face.tokens.owner}broken` };
    const answer = await face.ask(one.route.method, one.route.path, { headers, ...(body ? { body } : {}) });
    expect(answer.status).toBe(one.route.status);
  });
});

describe("404 for what another tenant owns, exactly as for what does not exist", () => {
  const withIds = closed.filter(({ route }) => route.pathFields.length > 0);
  test.each(named(withIds.filter(({ route }) => !isOperators(route))))("%s", async (_key, one) => {
    const request = await requestTo(one);
    const foreign = await askAs("other", one, request);
    const unknown = await askAs("other", one, { ...request, params: unknownIds(one.route.path) });
    refused(foreign, 404, "not_found");
    refused(unknown, 404, "not_found");
    expect(errorOf(foreign)).toEqual({ ...errorOf(unknown), request_id: errorOf(foreign).request_id });
  });
  test.each(named(withIds.filter(({ route }) => isOperators(route))))("%s (unknown)", async (_key, one) => {
    const request = await requestTo(one);
    const answer = await askAs("operator", one, { ...request, params: unknownIds(one.route.path) });
    refused(answer, 404, "not_found");
  });
});

describe("403 with an audit row", () => {
  const expectDenied = async (person: Person, one: (typeof routes)[number]) => {
    const answer = await askAs(person, one, await requestTo(one));
    refused(answer, 403, "forbidden");
    expect(await auditOf(answer.headers.get("x-request-id"))).toEqual([
      { command: one.route.operation.name, outcome: "denied", actor_id: face.sessions[person].user },
    ]);
  };
  // What is every person's own is no matter of roles.
  const writes = closed.filter(
    ({ route: { operation } }) => operation.kind === "command" && !operation.permission.startsWith("account:"),
  );
  test.each(named(writes))("read-only: %s", (_key, one) => expectDenied("viewer", one));
  test.each(named(closed.filter(({ route }) => isOperators(route))))("a tenant's owner: %s", (_key, one) =>
    expectDenied("owner", one),
  );
  test.each(named(writes.filter(({ route }) => !isOperators(route))))("an operator: %s", (_key, one) =>
    expectDenied("operator", one),
  );
});

test("every command that is done leaves an audit row", async () => {
  for (const one of routes.filter(({ route }) => route.operation.kind === "command")) {
    const person = one.fixture?.as === "nobody" ? undefined : one.fixture?.as;
    const answer = await askAs(person, one, await requestTo(one));
    const rows = await auditOf(answer.headers.get("x-request-id"));
    expect(rows, one.key).toMatchObject([{ command: one.route.operation.name, outcome: "done" }]);
  }
});

test("another tenant's ids as filters find nothing", async () => {
  const { params } = await requestTo(routes.find(({ key }) => key === "GET /v1/servers/{id}") ?? raise());
  for (const [path, list] of [
    ["/v1/actions", "actions"],
    ["/v1/audit", "entries"],
  ] as const) {
    const body = z.record(z.string(), z.unknown());
    const asked = `${path}?resource=${params?.id}`;
    expect(body.parse((await face.ask("GET", asked, { as: "owner" })).body)[list]).not.toHaveLength(0);
    expect(body.parse((await face.ask("GET", asked, { as: "other" })).body)[list]).toEqual([]);
  }
});

function raise(): never {
  throw new Error("the route is gone");
}
