import { type NextRequest, NextResponse } from "next/server";
import { ACCESS_COOKIE, clearSession, REFRESH_COOKIE, setSession, type Tokens } from "./cookies.ts";
import { refreshSession } from "./refresh.ts";
import { callApi, problem } from "./upstream.ts";
import { viewerHeaders } from "./viewer.ts";

const SENT = ["accept", "content-type", "idempotency-key", "x-request-id"];
const RETURNED = [
  "content-type",
  "location",
  "link",
  "retry-after",
  "ratelimit",
  "ratelimit-policy",
  "x-request-id",
  "x-next-cursor",
];

const pick = (headers: Headers, names: string[]): Headers => {
  const kept = new Headers();
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
};

/** Hands a browser's request to the API as its user, with a fresh access token where the present one has ended. */
export async function forward(request: NextRequest, path: string): Promise<Response> {
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.text();
  const send = (accessToken: string) => {
    const headers = pick(request.headers, SENT);
    headers.set("authorization", `Bearer ${accessToken}`);
    for (const [name, value] of Object.entries(viewerHeaders(request))) headers.set(name, value);
    return callApi(path, { method: request.method, headers, body: body || null, signal: request.signal });
  };

  const access = request.cookies.get(ACCESS_COOKIE)?.value;
  const refresh = request.cookies.get(REFRESH_COOKIE)?.value;
  let answer = access ? await send(access) : undefined;
  let renewed: Tokens | undefined;
  if (answer === undefined || answer.status === 401) {
    const result = refresh ? await refreshSession(refresh, viewerHeaders(request)) : { revoked: true as const };
    if ("revoked" in result) return signedOut(request);
    await answer?.body?.cancel();
    renewed = result.tokens;
    answer = await send(renewed.access_token);
  }

  const headers = pick(answer.headers, RETURNED);
  headers.set("cache-control", "no-store");
  const response = new NextResponse(answer.body, { status: answer.status, headers });
  if (renewed) setSession(request, response, renewed);
  return response;
}

function signedOut(request: NextRequest): Response {
  const response = problem(401, "unauthorized", "your session has ended; sign in again");
  clearSession(request, response);
  return response;
}
