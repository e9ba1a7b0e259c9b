import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { type Face, openFace, type Person } from "./support/face.ts";
import { aServer, order } from "./support/fixtures/servers.ts";

const page = z.object({
  servers: z.array(z.object({ id: z.string(), name: z.string() })),
  meta: z.object({ pagination: z.object({ limit: z.number(), next_cursor: z.string().nullable() }) }),
});

/** Labels of the servers that selectors pick from; `d` has none. */
const LABELS: Record<string, Record<string, string>> = {
  a: { env: "prod", team: "web" },
  b: { env: "prod", team: "api", "example.com/tier": "gold" },
  c: { env: "test", flag: "" },
  d: {},
};

let face: Face;
beforeAll(async () => {
  face = await openFace();
  for (const [name, labels] of Object.entries(LABELS)) {
    await aServer(face, name === "c" ? "stopped" : "running", "owner", { name, labels });
    await face.clock.advance(1);
  }
  await aServer(face, "running", "other", { name: "foreign", labels: { env: "prod" } });
});
afterAll(() => face.close());

async function list(query: Record<string, string>, person: Person = "owner") {
  const answer = await face.ask("GET", `/v1/servers?${new URLSearchParams(query)}`, { as: person });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { servers, meta } = page.parse(answer.body);
  return { names: servers.map((one) => one.name), ...meta.pagination, link: answer.headers.get("link") };
}
const namesOf = async (query: Record<string, string>) => (await list({ sort: "name:asc", ...query })).names;

test.each([
  ["env=prod", ["a", "b"]],
  ["env==prod", ["a", "b"]],
  ["env = prod", ["a", "b"]],
  ["env!=prod", ["c", "d"]],
  ["env", ["a", "b", "c"]],
  ["!env", ["d"]],
  ["flag=", ["c"]],
  ["env in (prod,test)", ["a", "b", "c"]],
  ["env in ( prod , none )", ["a", "b"]],
  ["env notin (prod)", ["c", "d"]],
  ["example.com/tier=gold", ["b"]],
  ["env=prod,team!=web", ["b"]],
  ["env in (prod,test),!flag", ["a", "b"]],
  ["env=prod,env=test", []],
  ["none", []],
  ["", ["a", "b", "c", "d"]],
])("label_selector %j", async (label_selector, expected) => {
  expect(await namesOf({ label_selector })).toEqual(expected);
});

test("name and status filter, and combine", async () => {
  expect(await namesOf({ name: "b" })).toEqual(["b"]);
  expect(await namesOf({ name: "foreign" })).toEqual([]);
  expect(await namesOf({ status: "stopped" })).toEqual(["c"]);
  expect(await namesOf({ status: "running", label_selector: "team" })).toEqual(["a", "b"]);
});

test.each([
  ["name:asc", ["a", "b", "c", "d"]],
  ["name:desc", ["d", "c", "b", "a"]],
  ["created:asc", ["a", "b", "c", "d"]],
  ["created:desc", ["d", "c", "b", "a"]],
])("sort=%s, page by page along the Link header", async (sort, expected) => {
  const seen: string[] = [];
  let query: Record<string, string> = { sort, limit: "3" };
  for (;;) {
    const { names, next_cursor, link } = await list(query);
    seen.push(...names);
    if (next_cursor === null) {
      expect(link).toBeNull();
      break;
    }
    const [, target = "", relation] = /^<\/v1\/servers\?([^>]+)>; rel="(\w+)"$/.exec(link ?? "") ?? [];
    expect(relation).toBe("next");
    query = Object.fromEntries(new URLSearchParams(target));
    expect(query).toEqual({ sort, limit: "3", cursor: next_cursor });
  }
  expect(seen).toEqual(expected);
});

describe("rows that come and go between two pages", () => {
  const first = { sort: "name:asc", limit: "2", label_selector: "walk" };
  const walked = (name: string) => aServer(face, "running", "owner", { name, labels: { walk: "" } });
  test("neither shift nor repeat the others", async () => {
    for (const name of ["walk-b", "walk-d", "walk-f", "walk-h"]) await walked(name);
    const before = await list(first);
    expect(before.names).toEqual(["walk-b", "walk-d"]);
    await walked("walk-a");
    await walked("walk-e");
    const db = face.app.db.kysely;
    await db.updateTable("servers").set({ deleted_at: face.clock.now() }).where("name", "=", "walk-d").execute();
    const after = await list({ ...first, cursor: before.next_cursor ?? "" });
    expect(after.names).toEqual(["walk-e", "walk-f"]);
    expect((await list({ ...first, cursor: after.next_cursor ?? "" })).names).toEqual(["walk-h"]);
  });
});

test("the page of another tenant's cursor holds its own rows only", async () => {
  const { next_cursor } = await list({ limit: "1" });
  expect((await list({ cursor: next_cursor ?? "" }, "other")).names).not.toContain("a");
});

test.each(["/v1/actions", "/v1/audit", "/v1/operator/servers", "/v1/operator/actions"])(
  "%s pages too",
  async (path) => {
    const rows = z.looseObject({ meta: page.shape.meta }).transform(({ meta, ...lists }) => ({
      meta,
      rows: z.array(z.object({ id: z.string() })).parse(Object.values(lists)[0]),
    }));
    const person = path.includes("operator") ? "operator" : "owner";
    const ask = async (query: string) => rows.parse((await face.ask("GET", `${path}?${query}`, { as: person })).body);
    const all = (await ask("limit=100&sort=created:asc")).rows.map((row) => row.id);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { rows: some, meta } = await ask(`limit=3&sort=created:asc${cursor && `&cursor=${cursor}`}`);
      seen.push(...some.map((row) => row.id));
      cursor = meta.pagination.next_cursor;
    }
    expect(all.length).toBeGreaterThan(3);
    expect(seen).toEqual(all);
  },
);

test("plan, image and location are accepted by name and by id", async () => {
  const named = z.array(z.object({ id: z.string(), name: z.string() })).min(1);
  const lists = z
    .object({ plans: named })
    .or(z.object({ images: named }))
    .or(z.object({ locations: named }));
  const firstOf = async (path: string) => {
    const [rows = []] = Object.values(lists.parse((await face.ask("GET", path, { as: "owner" })).body));
    return rows[0] ?? { id: "", name: "" };
  };
  const [plan, image, location] = [
    await firstOf("/v1/plans"),
    await firstOf("/v1/images"),
    await firstOf("/v1/locations"),
  ];
  const more = { plan: plan.id, image: image.id, location: location.id };
  const answer = await face.ask("POST", "/v1/servers", { as: "owner", body: order(more) });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ server: { plan, image, location } });
  const crossed = await face.ask("POST", "/v1/servers", { as: "owner", body: order({ plan: image.id }) });
  expect(refused(crossed, 400, "invalid_input")).toEqual(["plan"]);
});
