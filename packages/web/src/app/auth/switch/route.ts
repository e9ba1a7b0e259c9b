import { type NextRequest, NextResponse } from "next/server";
import { clearSession, REFRESH_COOKIE, setSession } from "@/lib/session/cookies.ts";
import { readTokens } from "@/lib/session/refresh.ts";
import { isSameOrigin } from "@/lib/session/same-origin.ts";
import { callApiJson, problem, unreachable } from "@/lib/session/upstream.ts";

/** Goes on in another tenant: the same session, with new cookies. */
export async function POST(request: NextRequest): Promise<Response> {
  if (!isSameOrigin(request)) return problem(403, "forbidden", "this request did not come from the dashboard");
  const refresh_token = request.cookies.get(REFRESH_COOKIE)?.value;
  if (!refresh_token) return problem(401, "unauthorized", "your session has ended; sign in again");
  try {
    const asked: unknown = await request.json().catch(() => null);
    const tenant = typeof asked === "object" && asked !== null && "tenant" in asked ? asked.tenant : undefined;
    const answer = await callApiJson("/v1/auth/switch", { refresh_token, tenant });
    if (answer.ok) {
      const response = NextResponse.json({}, { headers: { "cache-control": "no-store" } });
      setSession(request, response, readTokens(await answer.json()));
      return response;
    }
    const response = new NextResponse(answer.body, {
      status: answer.status,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    });
    if (answer.status === 401) clearSession(request, response);
    return response;
  } catch (error) {
    return unreachable(error);
  }
}
