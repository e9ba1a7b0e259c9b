import type { NextRequest } from "next/server";
import { askApi, deviceOf, fieldsOf, settleStep, signInStep } from "@/lib/session/sign-in.ts";

/** Signs in: the tokens become cookies, the answer only says which half of the dashboard to open, or what else to show. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => {
    const device = deviceOf(request);
    const body = { ...(await fieldsOf(request)), device };
    return settleStep(request, await askApi(request, "/v1/auth/login", body), device);
  });
