import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hasStaffSignIn } from "./staff-sign-in.ts";

let api: Server;
let answer: { status: number; body: unknown };
let asked: unknown[];

beforeEach(async () => {
  asked = [];
  api = createServer((request, response) => {
    asked.push([request.method, request.url, request.headers["user-agent"]]);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
  vi.stubEnv("HOSTWRIGHT_API_URL", `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((closed) => api.close(closed));
});

const offered = () => hasStaffSignIn(new Headers({ "user-agent": "Firefox" }));

test("the page knows before it is sent whether staff have a provider, asking as who looks at it", async () => {
  answer = { status: 200, body: { operators: { required: false } } };
  expect(await offered()).toBe(true);
  expect(asked).toEqual([["GET", "/v1/auth/providers", "Firefox"]]);
  answer = { status: 200, body: { operators: null } };
  expect(await offered()).toBe(false);
});

test("where the API does not say, everybody else can sign in all the same", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  answer = { status: 503, body: { error: { code: "maintenance", message: "not now" } } };
  expect(await offered()).toBe(false);
  vi.stubEnv("HOSTWRIGHT_API_URL", "http://127.0.0.1:1");
  expect(await offered()).toBe(false);
});
