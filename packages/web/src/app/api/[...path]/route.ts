import type { NextRequest } from "next/server";
import { forward } from "@/lib/session/forward.ts";
import { isSameOrigin } from "@/lib/session/same-origin.ts";
import { problem, unreachable } from "@/lib/session/upstream.ts";

/** `/api/v1/…` is the API's `/v1/…` as the signed-in user, except for what answers tokens, which must not reach a page. */
async function handle(request: NextRequest): Promise<Response> {
  const path = request.nextUrl.pathname.slice("/api".length);
  const tokens = path.startsWith("/v1/auth/") || (request.method === "POST" && path === "/v1/operator/support");
  if (!path.startsWith("/v1/") || tokens) return problem(404, "not_found", "no such route");
  if (request.method !== "GET" && !isSameOrigin(request))
    return problem(403, "forbidden", "this request did not come from the dashboard");
  try {
    return await forward(request, path + request.nextUrl.search);
  } catch (error) {
    return unreachable(error);
  }
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
