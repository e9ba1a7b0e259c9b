import { connect } from "node:net";
import { startGateway } from "@hostwright/local/gateway";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { afterAll, beforeAll, expect, test } from "vitest";
import { refused } from "./support/answers.ts";
import { type Face, openFace } from "./support/face.ts";

const SHOP = "https://shop.example.com";

let face: Face;
const lines: { message: string; fields: Record<string, unknown> }[] = [];
beforeAll(async () => {
  face = await openFace({
    HOSTWRIGHT_CHECK_BLOCK: "php, union-select",
    HOSTWRIGHT_CORS_ORIGINS: `${SHOP},http://127.0.0.1:3000`,
  });
  const { warn } = face.app.log;
  face.app.log.warn = (message, fields = {}) => {
    lines.push({ message, fields });
    warn(message, fields);
  };
});
afterAll(() => face.close());

/** The line written about the last request. */
const recorded = () => lines.splice(0).map(({ fields }) => fields);
const rename = (name: string) => face.ask("POST", "/v1/keys", { as: "owner", body: { name } });

test("ordinary text about SQL passes, and what looks like an attack is recorded by its names, never its text", async () => {
  expect((await rename("select the best union, and update it weekly")).status).toBe(201);
  expect(recorded()).toEqual([]);
  const answer = await rename("<script>alert('hunter2')</script>");
  expect(answer.status).toBe(201);
  const [line, ...more] = recorded();
  expect(more).toEqual([]);
  expect(line).toMatchObject({
    request_id: answer.headers.get("x-request-id"),
    patterns: ["script-tag"],
    groups: ["xss"],
    places: ["body"],
    route: "POST /v1/keys",
    actor: face.sessions.owner.user,
    tenant: face.sessions.owner.member?.tenant,
    blocked: false,
  });
  expect(JSON.stringify(line)).not.toContain("hunter2");
});

test("a pattern or a group of them is refused where a setting says so", async () => {
  for (const name of ["<?php echo 1", "1 union select 2"]) {
    refused(await rename(name), 403, "forbidden");
    expect(recorded()).toEqual([expect.objectContaining({ blocked: true })]);
  }
});

test("scanners are recorded where no route is, and without a body that can be read", async () => {
  refused(await face.ask("GET", "/wp-login.php?x=../../etc/passwd", {}), 404, "not_found");
  expect(recorded()).toEqual([
    expect.objectContaining({ places: ["path", "query"], route: "GET (none)", actor: "anonymous", tenant: null }),
  ]);
});

test("every answer carries what browsers keep to", async () => {
  for (const path of ["/health", "/v1/plans", "/nothing", "/docs"]) {
    const { headers } = await face.ask("GET", path);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(headers.get("strict-transport-security"), path).toContain("max-age=63072000");
    expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
  }
});

test("browsers may use the API from the origins that are listed, without credentials", async () => {
  const ask = (origin: string) =>
    face.ask("OPTIONS", "/v1/servers", {
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
  const asked = await ask(SHOP);
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe(SHOP);
  expect(asked.headers.get("access-control-allow-methods")).toContain("PATCH");
  expect(asked.headers.get("access-control-allow-headers")).toContain("Authorization");
  expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
  expect(asked.headers.get("vary")).toBe("Origin");
  const real = await face.ask("GET", "/v1/plans", { as: "owner", headers: { origin: SHOP } });
  expect(real.headers.get("access-control-allow-origin")).toBe(SHOP);
  for (const name of ["RateLimit", "Location", "Link", "X-Request-Id"])
    expect(real.headers.get("access-control-expose-headers")).toContain(name);
  for (const origin of ["https://evil.example.com", "https://shop.example.com.evil.org", "null"]) {
    const other = await ask(origin);
    expect(other.status).toBe(405);
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("headers are 8 KB at most, in all", async () => {
  const fill = (size: number) => ({ "x-a": "a".repeat(size / 2), "x-b": "b".repeat(size / 2) });
  refused(await face.ask("GET", "/v1/plans", { as: "owner", headers: fill(8192) }), 431, "headers_too_large");
  expect((await face.ask("GET", "/v1/plans", { as: "owner", headers: fill(6000) })).status).toBe(200);
});

/** What the gateway says to bytes that no client of ours sends. */
function raw(bytes: string, port = Number(new URL(face.url).port)): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}
const post = (...headers: string[]) =>
  [
    "POST /v1/auth/logout HTTP/1.1",
    "host: a",
    "content-type: application/json",
    "connection: close",
    ...headers,
    "",
    "",
  ].join("\r\n");

test.each([
  ["two lengths that differ", `${post("content-length: 2", "content-length: 40")}{}`],
  ["a length and chunks", `${post("content-length: 2", "transfer-encoding: chunked")}2\r\n{}\r\n0\r\n\r\n`],
  ["an encoding after the chunks", `${post("transfer-encoding: chunked, gzip")}{}`],
  ["a length that is no number", `${post("content-length: 2, 2")}{}`],
  ["a chunk's size that is no number", `${post("transfer-encoding: chunked")}zz\r\n{}\r\n0\r\n\r\n`],
  [
    "a header with a bare line feed in it",
    post("x-a: b\nx-injected: c", "content-length: 0").replace("\r\nx-a", "\r\n x-a"),
  ],
  ["a header's name with a blank in it", post("x a: b", "content-length: 0")],
  ["no host", "GET /health HTTP/1.1\r\nconnection: close\r\n\r\n"],
])("400 before anything is done: %s", async (_name, bytes) => expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 400 /));

test("chunked bodies are read as others are, and headers given twice never say two things", async () => {
  const rest = `refresh_token": "${"a".repeat(30)}"}`;
  const chunks = `2\r\n{"\r\n${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\n`;
  expect(await raw(`${post("transfer-encoding: chunked")}${chunks}`)).toMatch(/^HTTP\/1\.1 200 /);
  const twice = [`authorization: Bearer ${face.tokens.owner}`, "authorization: Bearer x.y.z"];
  const bytes = ["GET /v1/me HTTP/1.1", "host: a", "connection: close", ...twice, "", ""].join("\r\n");
  expect(await raw(bytes)).toMatch(/^HTTP\/1\.1 401 /);
});

test("who sends drop by drop is hung up on", async () => {
  const patience = { headersTimeout: 40, requestTimeout: 40, connectionsCheckingInterval: 10 };
  const gateway = await startGateway({ port: 0, ...gatewayRoutes(face.app), patience });
  expect(await raw("GET /health HTTP/1.1\r\nhost: a\r\nx-slow: ", gateway.port)).toMatch(/^HTTP\/1\.1 408 /);
  expect(await raw(`${post("content-length: 100")}{"`, gateway.port)).toMatch(/^HTTP\/1\.1 408 /);
  await gateway.close();
});
