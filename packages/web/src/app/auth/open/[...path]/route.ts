import { type NextRequest, NextResponse } from "next/server";
import { isSameOrigin } from "@/lib/session/same-origin.ts";
import { callApi, problem, unreachable } from "@/lib/session/upstream.ts";
import { viewerHeaders } from "@/lib/session/viewer.ts";

/** What people do before they are signed in: none of it answers tokens. */
const OPEN = new Set([
  "GET registration",
  "POST register",
  "POST register/complete",
  "POST reset",
  "POST reset/complete",
  "POST confirm-email",
  "POST invitation",
  "POST invitation/accept",
]);

/** `/auth/open/…` is the API's `/v1/auth/…`, without a session. */
async function handle(request: NextRequest): Promise<Response> {
  const path = request.nextUrl.pathname.slice("/auth/open/".length);
  if (!OPEN.has(`${request.method} ${path}`)) return problem(404, "not_found", "no such route");
  const writes = request.method !== "GET";
  if (writes && !isSameOrigin(request))
    return problem(403, "forbidden", "this request did not come from the dashboard");
  try {
    const answer = await callApi(`/v1/auth/${path}`, {
      method: request.method,
      headers: { ...viewerHeaders(request), ...(writes ? { "content-type": "application/json" } : {}) },
      ...(writes ? { body: await request.text() } : {}),
    });
    const headers = new Headers({ "cache-control": "no-store" });
    for (const name of ["content-type", "x-request-id", "retry-after"]) {
      const value = answer.headers.get(name);
      if (value) headers.set(name, value);
    }
    return new NextResponse(answer.body, { status: answer.status, headers });
  } catch (error) {
    return unreachable(error);
  }
}

export { handle as GET, handle as POST };
