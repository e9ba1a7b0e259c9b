import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { callerHeaders } from "@/lib/session/caller.ts";
import { setSession } from "@/lib/session/cookies.ts";
import { readTokens } from "@/lib/session/refresh.ts";
import { isSameOrigin } from "@/lib/session/same-origin.ts";
import { callApi, callApiJson, problem, unreachable } from "@/lib/session/upstream.ts";

const meShape = z.object({ operator: z.boolean() });

/** Signs in: the tokens become cookies, the answer only says which half of the dashboard to open. */
export async function POST(request: NextRequest): Promise<Response> {
  if (!isSameOrigin(request)) return problem(403, "forbidden", "this request did not come from the dashboard");
  try {
    const answer = await callApi("/v1/auth/login", {
      method: "POST",
      headers: { ...callerHeaders(request), "content-type": request.headers.get("content-type") ?? "" },
      body: await request.text(),
    });
    if (!answer.ok) return new Response(answer.body, { status: answer.status, headers: passed(answer.headers) });
    const tokens = readTokens(await answer.json());
    const me = await callApi("/v1/me", {
      headers: { ...callerHeaders(request), authorization: `Bearer ${tokens.access_token}` },
    });
    if (!me.ok) {
      await callApiJson(
        "/v1/auth/logout",
        { refresh_token: tokens.refresh_token },
        { headers: callerHeaders(request) },
      );
      return new Response(me.body, { status: me.status, headers: passed(me.headers) });
    }
    const { operator } = meShape.parse(await me.json());
    const response = NextResponse.json({ operator }, { headers: { "cache-control": "no-store" } });
    setSession(request, response, tokens);
    return response;
  } catch (error) {
    return unreachable(error);
  }
}

const passed = (headers: Headers): Headers => {
  const kept = new Headers({ "cache-control": "no-store" });
  for (const name of ["content-type", "x-request-id", "retry-after"]) {
    const value = headers.get(name);
    if (value) kept.set(name, value);
  }
  return kept;
};
