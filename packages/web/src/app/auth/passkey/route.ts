import type { NextRequest } from "next/server";
import { askApi, challengeOf, deviceOf, fieldsOf, settleStep, signInStep } from "@/lib/session/sign-in.ts";

/** Signs in with a passkey alone; its challenge is in a cookie. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const device = deviceOf(request);
    const body = { ...(await fieldsOf(request)), challenge: challengeOf(request), device };
    return settleStep(request, await askApi(request, "/v1/auth/passkey", body), device);
  });
