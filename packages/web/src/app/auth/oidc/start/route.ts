import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { setCompany } from "@/lib/session/cookies.ts";
import { safeNextPath } from "@/lib/session/next-path.ts";
import { askApi, fieldsOf, passed, signInStep } from "@/lib/session/sign-in.ts";

const begun = z.object({ url: z.string(), challenge: z.string(), expires_in: z.number() });

/** Begins a sign-in at a company's provider, or the operators': where to send the browser. What proves that it is ours stays in a cookie. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const { email, operator, next } = await fieldsOf(request);
    const kind = operator === true ? "staff" : "company";
    const answer = await askApi(request, "/v1/auth/oidc/start", kind === "staff" ? { operator } : { email });
    if (!answer.ok) return new Response(answer.body, { status: answer.status, headers: passed(answer.headers) });
    const { url, challenge, expires_in } = begun.parse(await answer.json());
    const response = NextResponse.json({ url }, { headers: { "cache-control": "no-store" } });
    const path = safeNextPath(typeof next === "string" ? next : undefined) ?? "";
    setCompany(request, response, `${kind} ${challenge} ${path}`, expires_in);
    return response;
  });
