import type { NextRequest } from "next/server";
import { REFRESH_COOKIE } from "@/lib/session/cookies.ts";
import { askApi, deviceOf, fieldsOf, settleStep, signInStep } from "@/lib/session/sign-in.ts";

/** Goes on in another tenant of the same person. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const { tenant } = await fieldsOf(request);
    const refresh_token = request.cookies.get(REFRESH_COOKIE)?.value ?? "";
    const answer = await askApi(request, "/v1/auth/switch", { tenant, refresh_token });
    return settleStep(request, answer, deviceOf(request));
  });
