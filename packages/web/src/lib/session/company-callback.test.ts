import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { comeBack } from "./company-callback.ts";

let api: Server;
/** What the API was asked to finish. */
let finished: unknown[];

beforeEach(async () => {
  finished = [];
  api = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    finished.push(JSON.parse(body));
    response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"code":"unauthorized"}}');
  });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
  vi.stubEnv("HOSTWRIGHT_API_URL", `http://127.0.0.1:${(api.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((closed) => api.close(closed));
});

const TENANT = "ten_01kagj8zc0v7m2x4q9n5t3wbpr";
/** What a provider sends, which would like to have come in elsewhere. */
const back = (state: string) =>
  new NextRequest(`http://localhost:3000/auth/oidc/callback/x?code=c&state=${state}&callback=staff`, {
    headers: { cookie: "hostwright_company=staff%20challenge%20/servers" },
  });

test("the API is told where a sign-in came in, whatever the provider says of it", async () => {
  const answer = await comeBack(back("s"), TENANT);
  expect(finished).toMatchObject([{ challenge: "challenge", code: "c", state: "s", callback: TENANT }]);
  expect(answer.headers.get("location")).toBe("/sign-in?staff=unauthorized");
});

test("so is the page that waits for a proof", async () => {
  const answer = await comeBack(back("proof-s"), TENANT);
  const [page, fields] = (answer.headers.get("location") ?? "").split("#");
  expect(page).toBe("/proved");
  expect(new URLSearchParams(fields).getAll("callback")).toEqual([TENANT]);
  expect(finished).toEqual([]);
});
