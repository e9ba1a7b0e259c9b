import * as z from "zod/mini";
import type { Tokens } from "./cookies.ts";
import { callApiJson } from "./upstream.ts";

const tokensShape = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number(),
  refresh_token: z.string(),
});

/** `revoked`: the session is over. Anything else that goes wrong is thrown, and the session kept. */
export type Refreshed = { tokens: Tokens } | { revoked: true };

/**
 * How long a successor is remembered: requests that left the browser before the new cookie arrived come in with the
 * old token. Below the 10 s after which the API takes a second use for theft.
 */
const REMEMBER_MS = 8_000;

const inFlight = new Map<string, Promise<Refreshed>>();

/** Exchanges a refresh token; concurrent and slightly late requests with the same one share a single exchange. */
export function refreshSession(refreshToken: string, headers: Record<string, string> = {}): Promise<Refreshed> {
  const known = inFlight.get(refreshToken);
  if (known) return known;
  const exchange = requestTokens(refreshToken, headers);
  inFlight.set(refreshToken, exchange);
  exchange.then(
    () => setTimeout(() => inFlight.delete(refreshToken), REMEMBER_MS),
    () => inFlight.delete(refreshToken),
  );
  return exchange;
}

async function requestTokens(refreshToken: string, headers: Record<string, string>): Promise<Refreshed> {
  const response = await callApiJson("/v1/auth/refresh", { refresh_token: refreshToken }, { headers });
  if (response.ok) return { tokens: readTokens(await response.json()) };
  if (response.status === 401 || response.status === 400) return { revoked: true };
  throw new Error(`refresh answered ${response.status}`);
}

export const readTokens = (body: unknown): Tokens => tokensShape.parse(body);
