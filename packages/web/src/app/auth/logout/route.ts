import { type NextRequest, NextResponse } from "next/server";
import { clearSession, REFRESH_COOKIE } from "@/lib/session/cookies.ts";
import { isSameOrigin } from "@/lib/session/same-origin.ts";
import { endSupport } from "@/lib/session/support.ts";
import { callApiJson, problem } from "@/lib/session/upstream.ts";
import { viewerHeaders } from "@/lib/session/viewer.ts";

/** Ends the session here whatever happens, and at the API if it can be reached; there it lapses by itself otherwise. */
export async function POST(request: NextRequest): Promise<Response> {
  if (!isSameOrigin(request)) return problem(403, "forbidden", "this request did not come from the dashboard");
  await endSupport(request).catch((error: unknown) =>
    console.error(JSON.stringify({ message: "the end of support did not reach the api", cause: String(error) })),
  );
  const refreshToken = request.cookies.get(REFRESH_COOKIE)?.value;
  if (refreshToken)
    await callApiJson("/v1/auth/logout", { refresh_token: refreshToken }, { headers: viewerHeaders(request) }).catch(
      (error: unknown) =>
        console.error(JSON.stringify({ message: "logout did not reach the api", cause: String(error) })),
    );
  const response = NextResponse.json({}, { headers: { "cache-control": "no-store" } });
  clearSession(request, response);
  return response;
}
