import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { COMPANY_COOKIE, setCompany } from "@/lib/session/cookies.ts";
import { safeNextPath } from "@/lib/session/next-path.ts";
import { askApi, deviceOf, settleStep } from "@/lib/session/sign-in.ts";
import { unreachable } from "@/lib/session/upstream.ts";

const failed = z.object({ error: z.object({ code: z.string() }) });

/**
 * Where a company's provider sends the browser back, from another site: what makes it ours is the cookie of the
 * beginning, whose challenge only its own state fits.
 */
export async function GET(request: NextRequest): Promise<Response> {
  const [challenge = "", next = ""] = (request.cookies.get(COMPANY_COOKIE)?.value ?? "").split(" ");
  const back = request.nextUrl.searchParams;
  const code = back.get("code");
  if (!code) return leave(request, `/sign-in?company=${back.has("error") ? "declined" : "unauthorized"}`);
  if (!challenge) return leave(request, "/sign-in?company=unauthorized");
  const device = deviceOf(request);
  const iss = back.get("iss");
  const body = { challenge, code, state: back.get("state") ?? "", device, ...(iss ? { iss } : {}) };
  const answer = await askApi(request, "/v1/auth/oidc/finish", body)
    .then((said) => settleStep(request, said, device))
    .catch(unreachable);
  if (answer.ok) return leave(request, safeNextPath(next) ?? "/servers", answer.headers.getSetCookie());
  const problem = failed.safeParse(await answer.json().catch(() => null));
  const why = problem.success ? problem.data.error.code : "internal_error";
  return leave(request, `/sign-in?company=${encodeURIComponent(why)}`);
}

function leave(request: NextRequest, location: string, cookies: string[] = []): Response {
  const response = new NextResponse(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  setCompany(request, response, "", 0);
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
