import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { clearSession, clearSupport, SUPPORT_COOKIE, setSession, setSupport } from "./cookies.ts";
import { asOneself } from "./own.ts";
import { passed } from "./sign-in.ts";
import { callApi, callApiJson, problem } from "./upstream.ts";
import { viewerHeaders } from "./viewer.ts";

/** Tells the page that acting for this tenant is over, and not the operator's own session. */
export const SUPPORT_OVER = "x-support-over";

const startedShape = z.object({
  support: z.object({ id: z.string(), tenant: z.object({ id: z.string() }) }),
  access_token: z.string(),
});

interface Support {
  id: string;
  tenant: string;
  token: string;
}

/** In whose place the operator of this browser acts. */
export function supportOf(request: NextRequest): Support | undefined {
  const [, id, tenant, token] =
    /^(ses_\w+):(ten_\w+):([\w.-]+)$/.exec(request.cookies.get(SUPPORT_COOKIE)?.value ?? "") ?? [];
  return id && tenant && token ? { id, tenant, token } : undefined;
}

const asPerson = (request: NextRequest, token: string) => ({
  headers: { ...viewerHeaders(request), authorization: `Bearer ${token}` },
});

/** Has the operator act in a customer's place. The page never sees the token. */
export async function startSupport(request: NextRequest, fields: Record<string, unknown>): Promise<Response> {
  const sent = await asOneself(request, (token) =>
    callApiJson("/v1/operator/support", fields, asPerson(request, token)),
  );
  if (!sent) {
    const response = problem(401, "unauthorized", "your session has ended; sign in again");
    clearSession(request, response);
    return response;
  }
  const { answer, renewed } = sent;
  if (!answer.ok) {
    const refused = new NextResponse(answer.body, { status: answer.status, headers: passed(answer.headers) });
    if (renewed) setSession(request, refused, renewed);
    return refused;
  }
  const { support, access_token } = startedShape.parse(await answer.json());
  const response = NextResponse.json({}, { headers: { "cache-control": "no-store" } });
  if (renewed) setSession(request, response, renewed);
  setSupport(request, response, `${support.id}:${support.tenant.id}:${access_token}`);
  return response;
}

/** Ends it at the API, as the operator. @throws when the API cannot be reached */
export async function endSupport(request: NextRequest): Promise<Response> {
  const support = supportOf(request);
  const response = NextResponse.json({ tenant: support?.tenant ?? null }, { headers: { "cache-control": "no-store" } });
  clearSupport(request, response);
  if (!support) return response;
  const sent = await asOneself(request, (token) =>
    callApi(`/v1/operator/support/${support.id}`, { method: "DELETE", ...asPerson(request, token) }),
  );
  if (sent?.renewed) setSession(request, response, sent.renewed);
  // What the API refuses is over already: its time has passed, or the operator's right to it.
  if (sent && sent.answer.status >= 500) throw new Error(`the end of support answered ${sent.answer.status}`);
  return response;
}
