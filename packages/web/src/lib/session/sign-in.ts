import { type NextRequest, NextResponse } from "next/server";
import * as z from "zod/mini";
import {
  CHALLENGE_COOKIE,
  clearChallenge,
  clearSupport,
  DEVICE_COOKIE,
  setChallenge,
  setDevice,
  setSession,
} from "./cookies.ts";
import { readTokens } from "./refresh.ts";
import { isSameOrigin } from "./same-origin.ts";
import { callApi, callApiJson, problem, unreachable } from "./upstream.ts";
import { viewerHeaders } from "./viewer.ts";

const meShape = z.object({ operator: z.boolean() });
const stepShape = z.object({
  error: z.object({
    code: z.literal("second_factor_required"),
    details: z.object({
      challenge: z.object({
        token: z.string(),
        expires_in: z.number(),
        factors: z.array(z.string()),
        passkey_options: z.nullable(z.looseObject({})),
      }),
    }),
  }),
});

const noStore = { "cache-control": "no-store" };

/** Runs one step of signing in: only for our own pages, and with an answer when the API is away. */
export async function signInStep(request: NextRequest, step: () => Promise<Response>): Promise<Response> {
  if (!isSameOrigin(request)) return problem(403, "forbidden", "this request did not come from the dashboard");
  try {
    return await step();
  } catch (error) {
    return unreachable(error);
  }
}

/** The fields of a step's request; anything else is an empty one, which the API refuses. */
export async function fieldsOf(request: NextRequest): Promise<Record<string, unknown>> {
  const body = z.record(z.string(), z.unknown()).safeParse(await request.json().catch(() => ({})));
  return body.success ? body.data : {};
}

/** The secret this browser is known by: its own, made at its first sign-in. */
export function deviceOf(request: NextRequest): string {
  const known = request.cookies.get(DEVICE_COOKIE)?.value;
  if (known && /^[\w-]{32,200}$/.test(known)) return known;
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}

export const challengeOf = (request: NextRequest): string => request.cookies.get(CHALLENGE_COOKIE)?.value ?? "";

export const askApi = (request: NextRequest, path: string, body: unknown): Promise<Response> =>
  callApiJson(path, body, { headers: viewerHeaders(request) });

/**
 * What the browser is told of a step: which half to open, its tokens become cookies; or the factors to choose from, the
 * challenge becomes a cookie too; or what was refused.
 */
export async function settleStep(request: NextRequest, answer: Response, device: string): Promise<Response> {
  if (!answer.ok) {
    const body: unknown = await answer.json().catch(() => null);
    const next = stepShape.safeParse(body);
    if (!next.success) return NextResponse.json(body, { status: answer.status, headers: passed(answer.headers) });
    const { token, expires_in, factors, passkey_options } = next.data.error.details.challenge;
    const response = NextResponse.json({ second_factor: { factors, passkey_options } }, { headers: noStore });
    setChallenge(request, response, token, expires_in);
    return response;
  }
  const tokens = readTokens(await answer.json());
  const me = await callApi("/v1/me", {
    headers: { ...viewerHeaders(request), authorization: `Bearer ${tokens.access_token}` },
  });
  if (!me.ok) {
    await askApi(request, "/v1/auth/logout", { refresh_token: tokens.refresh_token });
    return new Response(me.body, { status: me.status, headers: passed(me.headers) });
  }
  const { operator } = meShape.parse(await me.json());
  const response = NextResponse.json({ operator }, { headers: noStore });
  setSession(request, response, tokens);
  clearSupport(request, response);
  setDevice(request, response, device);
  clearChallenge(request, response);
  return response;
}

export const passed = (headers: Headers): Headers => {
  const kept = new Headers(noStore);
  for (const name of ["content-type", "x-request-id", "retry-after"]) {
    const value = headers.get(name);
    if (value) kept.set(name, value);
  }
  return kept;
};
