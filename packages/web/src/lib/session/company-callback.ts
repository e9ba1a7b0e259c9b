import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { isProof } from "../provider-proof.ts";
import { COMPANY_COOKIE, setCompany } from "./cookies.ts";
import { entryOf, safeNextPath } from "./next-path.ts";
import { askApi, deviceOf, settleStep } from "./sign-in.ts";
import { unreachable } from "./upstream.ts";

const failed = z.object({ error: z.object({ code: z.string() }) });

const settled = z.object({ operator: z.boolean() });

/**
 * Where a sign-in provider sends the browser back, from another site: what makes it ours is the cookie of the
 * beginning, whose challenge only its own state fits. Each provider has a place of its own, which the API compares.
 */
export async function comeBack(request: NextRequest, callback: string): Promise<Response> {
  const back = request.nextUrl.searchParams;
  if (isProof(back.get("state"))) {
    const told = new URLSearchParams(back);
    told.set("callback", callback);
    return seeOther(`/proved#${told}`);
  }
  const [begun, challenge = "", next = ""] = (request.cookies.get(COMPANY_COOKIE)?.value ?? "").split(" ");
  const kind = begun === "staff" ? "staff" : "company";
  const code = back.get("code");
  if (!code) return leave(request, `/sign-in?${kind}=${back.has("error") ? "declined" : "unauthorized"}`);
  if (!challenge) return leave(request, `/sign-in?${kind}=unauthorized`);
  const device = deviceOf(request);
  const iss = back.get("iss");
  const body = { challenge, code, state: back.get("state") ?? "", callback, device, ...(iss ? { iss } : {}) };
  const answer = await askApi(request, "/v1/auth/oidc/finish", body)
    .then((said) => settleStep(request, said, device))
    .catch(unreachable);
  if (answer.ok) {
    const { operator } = settled.parse(await answer.json());
    return leave(request, entryOf(operator, safeNextPath(next)), answer.headers.getSetCookie());
  }
  const problem = failed.safeParse(await answer.json().catch(() => null));
  const why = problem.success ? problem.data.error.code : "internal_error";
  return leave(request, `/sign-in?${kind}=${encodeURIComponent(why)}`);
}

/** To one of our own paths. */
const seeOther = (location: string): NextResponse =>
  new NextResponse(null, { status: 303, headers: { location, "cache-control": "no-store" } });

function leave(request: NextRequest, location: string, cookies: string[] = []): Response {
  const response = seeOther(location);
  setCompany(request, response, "", 0);
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}
