import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { refreshSession } from "./refresh.ts";

let api: Server;
let exchanges: string[];
let answer: { status: number; body: unknown };

beforeEach(async () => {
  exchanges = [];
  answer = { status: 200, body: {} };
  api = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    exchanges.push(body);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
  vi.stubEnv("HOSTWRIGHT_API_URL", `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((closed) => api.close(closed));
});

const tokens = { access_token: "a2", token_type: "Bearer", expires_in: 900, refresh_token: "r2" };

test("concurrent and slightly late requests share one exchange", async () => {
  answer = { status: 200, body: tokens };
  const results = await Promise.all([1, 2, 3].map(() => refreshSession("shared")));
  results.push(await refreshSession("shared"));
  expect(results).toEqual(Array.from({ length: 4 }, () => ({ tokens })));
  expect(exchanges).toEqual([JSON.stringify({ refresh_token: "shared" })]);
});

test("a refused token ends the session", async () => {
  answer = { status: 401, body: { error: { code: "unauthorized" } } };
  expect(await refreshSession("revoked")).toEqual({ revoked: true });
});

test("an API that fails keeps the session, and the next request tries again", async () => {
  answer = { status: 503, body: {} };
  await expect(refreshSession("kept")).rejects.toThrow("503");
  answer = { status: 200, body: tokens };
  expect(await refreshSession("kept")).toEqual({ tokens });
});
