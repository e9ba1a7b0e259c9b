import type { NextRequest } from "next/server";
import { ACCESS_COOKIE, REFRESH_COOKIE, type Tokens } from "./cookies.ts";
import { refreshSession } from "./refresh.ts";
import { viewerHeaders } from "./viewer.ts";

/** Sends a request as the signed-in person, with a fresh access token where theirs has ended; undefined: their session has. */
export async function asOneself(
  request: NextRequest,
  send: (accessToken: string) => Promise<Response>,
): Promise<{ answer: Response; renewed: Tokens | undefined } | undefined> {
  const access = request.cookies.get(ACCESS_COOKIE)?.value;
  const refresh = request.cookies.get(REFRESH_COOKIE)?.value;
  const answer = access ? await send(access) : undefined;
  if (answer && answer.status !== 401) return { answer, renewed: undefined };
  const result = refresh ? await refreshSession(refresh, viewerHeaders(request)) : { revoked: true as const };
  if ("revoked" in result) return undefined;
  await answer?.body?.cancel();
  return { answer: await send(result.tokens.access_token), renewed: result.tokens };
}
