import type { NextRequest } from "next/server";
import { fieldsOf, signInStep } from "@/lib/session/sign-in.ts";
import { endSupport, startSupport } from "@/lib/session/support.ts";

/** An operator begins, and ends, to act in a customer's place. */
export const POST = (request: NextRequest): Promise<Response> =>
  signInStep(request, async () => startSupport(request, await fieldsOf(request)));

export const DELETE = (request: NextRequest): Promise<Response> => signInStep(request, () => endSupport(request));
