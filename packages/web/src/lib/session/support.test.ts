import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forward } from "./forward.ts";
import { endSupport, startSupport } from "./support.ts";

const TENANT = "ten_01kagj8zc0v7m2x4q9n5t3wbpr";
const SESSION = "ses_01kagj8zc0v7m2x4q9n5t3wbpr";

let api: Server;
/** Who asked for what. */
let asked: string[];
let answers: Record<string, { status: number; body: unknown }>;

beforeEach(async () => {
  asked = [];
  answers = {};
  api = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push(`${what} ${request.headers.authorization}`);
    const { status, body } = answers[what] ?? { status: 200, body: {} };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
  vi.stubEnv("HOSTWRIGHT_API_URL", `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((closed) => api.close(closed));
});

const own = "hostwright_access=own; hostwright_refresh=ownrefresh";
const acting = `${own}; hostwright_support=${SESSION}:${TENANT}:theirs`;
const request = (cookie: string, method = "GET") =>
  new NextRequest("http://127.0.0.1:3000/api/v1/servers", { method, headers: { cookie } });
const cookiesOf = (response: Response) => response.headers.getSetCookie().map((one) => one.split(";")[0]);

test("the token of a start becomes a cookie that scripts cannot read, and the operator's own stay", async () => {
  answers["POST /v1/operator/support"] = {
    status: 201,
    body: { support: { id: SESSION, tenant: { id: TENANT } }, access_token: "theirs" },
  };
  const response = await startSupport(request(own, "POST"), {});
  expect(asked).toEqual(["POST /v1/operator/support Bearer own"]);
  expect(await response.text()).not.toContain("theirs");
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^hostwright_support=.*theirs;.*HttpOnly/i)]);
});

test("while it lasts, requests are the customer's", async () => {
  await forward(request(acting), "/v1/servers");
  expect(asked).toEqual(["GET /v1/servers Bearer theirs"]);
});

test("a request that comes too late is refused, not repeated as the operator, whose session goes on", async () => {
  answers["POST /v1/servers"] = { status: 401, body: {} };
  const response = await forward(request(acting, "POST"), "/v1/servers");
  expect(asked).toEqual(["POST /v1/servers Bearer theirs"]);
  expect([response.status, response.headers.get("x-support-over")]).toEqual([401, TENANT]);
  expect(cookiesOf(response)).toEqual(["hostwright_support="]);
});

test("ending it is the operator's request, and what is over already ends as well", async () => {
  answers[`DELETE /v1/operator/support/${SESSION}`] = { status: 404, body: {} };
  const response = await endSupport(request(acting, "DELETE"));
  expect(asked).toEqual([`DELETE /v1/operator/support/${SESSION} Bearer own`]);
  expect(await response.json()).toEqual({ tenant: TENANT });
  expect(cookiesOf(response)).toEqual(["hostwright_support="]);
});
