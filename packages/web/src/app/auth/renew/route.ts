import { type NextRequest, NextResponse } from "next/server";
import { clearSession, REFRESH_COOKIE, setSession } from "@/lib/session/cookies.ts";
import { refreshSession } from "@/lib/session/refresh.ts";
import { signInStep } from "@/lib/session/sign-in.ts";
import { problem } from "@/lib/session/upstream.ts";
import { viewerHeaders } from "@/lib/session/viewer.ts";

/** New tokens at once: what the person may do has just changed, by a second factor they have added. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const refresh = request.cookies.get(REFRESH_COOKIE)?.value;
    const renewed = refresh ? await refreshSession(refresh, viewerHeaders(request)) : { revoked: true as const };
    if ("revoked" in renewed) {
      const response = problem(401, "unauthorized", "your session has ended; sign in again");
      clearSession(request, response);
      return response;
    }
    const response = NextResponse.json({}, { headers: { "cache-control": "no-store" } });
    setSession(request, response, renewed.tokens);
    return response;
  });
