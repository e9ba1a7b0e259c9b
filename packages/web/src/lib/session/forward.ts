import { type NextRequest, NextResponse } from "next/server";
import { clearSession, clearSupport, setSession } from "./cookies.ts";
import { asOneself } from "./own.ts";
import { SUPPORT_OVER, supportOf } from "./support.ts";
import { callApi, problem } from "./upstream.ts";
import { viewerHeaders } from "./viewer.ts";

const SENT = ["accept", "content-type", "idempotency-key", "x-request-id"];
const RETURNED = [
  "content-type",
  "content-disposition",
  "content-security-policy",
  "x-content-type-options",
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

/** Hands a browser's request to the API as its user, or as the customer in whose place an operator acts. */
export async function forward(request: NextRequest, path: string): Promise<Response> {
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.text();
  const send = (accessToken: string) => {
    const headers = pick(request.headers, SENT);
    headers.set("authorization", `Bearer ${accessToken}`);
    for (const [name, value] of Object.entries(viewerHeaders(request))) headers.set(name, value);
    return callApi(path, { method: request.method, headers, body: body || null, signal: request.signal });
  };

  const support = supportOf(request);
  if (support) {
    const answer = await send(support.token);
    return answer.status === 401 ? supportOver(request, support.tenant) : handedBack(answer);
  }
  const sent = await asOneself(request, send);
  if (!sent) return signedOut(request);
  const response = handedBack(sent.answer);
  if (sent.renewed) setSession(request, response, sent.renewed);
  return response;
}

function handedBack(answer: Response): NextResponse {
  const headers = pick(answer.headers, RETURNED);
  headers.set("cache-control", "no-store");
  return new NextResponse(answer.body, { status: answer.status, headers });
}

function signedOut(request: NextRequest): Response {
  const response = problem(401, "unauthorized", "your session has ended; sign in again");
  clearSession(request, response);
  return response;
}

/** From the next request on they are themselves again. This one is not repeated: it was meant for the customer. */
function supportOver(request: NextRequest, tenant: string): Response {
  const response = problem(401, "unauthorized", "acting for this customer has ended");
  response.headers.set(SUPPORT_OVER, tenant);
  clearSupport(request, response);
  return response;
}
