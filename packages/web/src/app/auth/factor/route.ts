import type { NextRequest } from "next/server";
import { askApi, challengeOf, deviceOf, fieldsOf, settleStep, signInStep } from "@/lib/session/sign-in.ts";

/** The second step of signing in; its challenge is in a cookie. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const body = { ...(await fieldsOf(request)), challenge: challengeOf(request) };
    return settleStep(request, await askApi(request, "/v1/auth/factor", body), deviceOf(request));
  });
