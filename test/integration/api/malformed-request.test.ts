import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, refused } from "./support/answers.ts";
import { type Answered, type Face, openFace } from "./support/face.ts";
import { order } from "./support/fixtures/servers.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

const list = (query: string) => face.ask("GET", `/v1/servers?${query}`, { as: "owner" });

/** 400 `invalid_input`, naming exactly these fields. */
function names(answer: Answered, ...fields: string[]): void {
  expect(refused(answer, 400, "invalid_input").sort()).toEqual(fields.sort());
}

describe("query", () => {
  test.each(["0", "101", "-1", "1.5", "abc", "1e999", "", "99999999999999999999", "NaN"])("limit=%s", async (limit) =>
    names(await list(`limit=${limit}`), "limit"),
  );
  test.each([
    "x",
    "W10",
    "WyJhIl0",
    "e30",
    "WzEsMl0",
    Buffer.from('["a","b","c"]').toString("base64url"),
    Buffer.from('["","srv_%"]').toString("base64url"),
    "%F0%9F%A6%80",
    "x".repeat(401),
  ])("cursor=%s", async (cursor) => names(await list(`cursor=${cursor}`), "cursor"));
  test.each([
    "sort=size:asc",
    "sort=",
    "status=deleted",
    "status=Running",
    "label_selector=%3D%3D",
    "label_selector=a%20in%20b",
  ])("%s", async (query) => names(await list(query), query.split("=")[0] ?? ""));
  test("given twice", async () => names(await list("limit=1&limit=2"), "limit"));
  test("unknown", async () => names(await list("page=2"), "page"));
  test("escaped badly is read as it is", async () => names(await list("limit=%zz"), "limit"));
});

describe("address and method", () => {
  test("longer than 2048 characters", async () => {
    refused(await list(`name=${"x".repeat(2048)}`), 414, "uri_too_long");
  });
  test.each(["%", "%zz", "%ff", "..%2F..%2Fetc", "srv_", "%20", "a".repeat(300), "null", "-1", "'%20or%201=1--"])(
    "id %s",
    async (id) => names(await face.ask("GET", `/v1/servers/${id}`, { as: "owner" }), "id"),
  );
  test.each([
    "/",
    "/v1",
    "/v1/",
    "/v2/servers",
    "/v1/servers/",
    "//v1/servers",
    "/V1/servers",
    "/v1/servers/a/b/c/d",
    "/%",
  ])("%s is no route", async (path) => {
    refused(await face.ask("GET", path, { as: "owner" }), 404, "not_found");
  });
  test.each([
    ["PUT", "/v1/servers", "GET, POST"],
    ["OPTIONS", "/v1/servers", "GET, POST"],
    ["PROPFIND", "/v1/me", "GET"],
    ["DELETE", "/v1/plans", "GET"],
    ["POST", "/v1/servers/srv_01kagj8zc0v7m2x4q9n5t3wbpr", "GET, PATCH, DELETE"],
  ])("%s %s", async (method, path, allow) => {
    const answer = await face.ask(method, path, { as: "owner" });
    refused(answer, 405, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe(allow);
  });
  test("HEAD has no body", async () => {
    const answer = await face.ask("HEAD", "/v1/health");
    expect([answer.status, answer.body]).toEqual([405, ""]);
  });
});

describe("headers", () => {
  test.each(["", " ", "a b", "ü".repeat(3), "x".repeat(256)])("Idempotency-Key: %j", async (key) => {
    const headers = { "idempotency-key": Buffer.from(key).toString("latin1") };
    names(await face.ask("POST", "/v1/servers", { as: "owner", body: order(), headers }), "Idempotency-Key");
  });
  test("more than the gateway takes", async () => {
    const answer = await face.ask("GET", "/v1/health", { headers: { "x-long": "x".repeat(40_000) } });
    expect(answer.status).toBe(431);
  });
  test.each([
    "GET /v1/health HTTP/9.9\r\n\r\n",
    "GET /v1/health HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
    "\0\0\0\0\r\n\r\n",
  ])("what is not HTTP: %j", async (bytes) => expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 /));
  test("a token twice the size of any of ours", async () => {
    const authorization = `Bearer ${"a".repeat(2000)}.${"b".repeat(2000)}.${"c".repeat(2000)}`;
    expect(errorOf(await face.ask("GET", "/v1/me", { headers: { authorization } })).code).toBe("unauthorized");
  });
});

/** What the gateway answers to bytes that no HTTP client would send. */
function raw(bytes: string): Promise<string> {
  const { port, hostname } = new URL(face.url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}
