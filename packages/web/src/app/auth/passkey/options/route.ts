import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import { setChallenge } from "@/lib/session/cookies.ts";
import { askApi, passed, signInStep } from "@/lib/session/sign-in.ts";

const begun = z.object({ challenge: z.string(), options: z.looseObject({}) });
/** As long as the API keeps a challenge. */
const CHALLENGE_SECONDS = 5 * 60;

/** Begins a sign-in with a passkey alone: what to ask the browser for. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const answer = await askApi(request, "/v1/auth/passkey/options", {});
    if (!answer.ok) return new Response(answer.body, { status: answer.status, headers: passed(answer.headers) });
    const { challenge, options } = begun.parse(await answer.json());
    const response = NextResponse.json({ options }, { headers: { "cache-control": "no-store" } });
    setChallenge(request, response, challenge, CHALLENGE_SECONDS);
    return response;
  });
