import type { Schema } from "@hostwright/sdk";
import type { NextRequest, NextResponse } from "next/server";

/** Where the session lives: cookies that scripts cannot read. */
export const ACCESS_COOKIE = "hostwright_access";
export const REFRESH_COOKIE = "hostwright_refresh";

/** An operator acts in a customer's place: in place of their own tokens, which stay where they are. */
export const SUPPORT_COOKIE = "hostwright_support";

/** The open second step of a sign-in. */
export const CHALLENGE_COOKIE = "hostwright_challenge";
/** The sign-in that is under way at a provider, whose it is, and where to go after it. */
export const COMPANY_COOKIE = "hostwright_company";
/** The secret a browser is known by, so that strangers who guess do not slow its owner down. */
export const DEVICE_COOKIE = "hostwright_device";

export type Tokens = Schema<"Tokens">;

/** As long as the API keeps an idle session. */
const REFRESH_SECONDS = 30 * 24 * 3600;
/** The access cookie goes before its token does, so that a request never carries one that ends on the way. */
const EARLY_SECONDS = 20;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Host as the browser sees it, behind a CDN too. */
export const publicHost = (request: NextRequest): string =>
  request.headers.get("x-forwarded-host") ?? request.headers.get("host") ?? request.nextUrl.host;

const hostname = (host: string): string => host.replace(/:\d+$/, "");

const attributes = (request: NextRequest) => ({
  httpOnly: true,
  sameSite: "lax" as const,
  path: "/",
  // Browsers drop Secure cookies on plain http; only this machine is reached that way.
  secure: !LOOPBACK.has(hostname(publicHost(request))),
});

export function setSession(request: NextRequest, response: NextResponse, tokens: Tokens): void {
  const common = attributes(request);
  response.cookies.set(ACCESS_COOKIE, tokens.access_token, {
    ...common,
    maxAge: Math.max(1, tokens.expires_in - EARLY_SECONDS),
  });
  response.cookies.set(REFRESH_COOKIE, tokens.refresh_token, { ...common, maxAge: REFRESH_SECONDS });
}

const DEVICE_SECONDS = 365 * 24 * 3600;

export function setDevice(request: NextRequest, response: NextResponse, device: string): void {
  response.cookies.set(DEVICE_COOKIE, device, { ...attributes(request), path: "/auth", maxAge: DEVICE_SECONDS });
}

export function setChallenge(request: NextRequest, response: NextResponse, token: string, seconds: number): void {
  response.cookies.set(CHALLENGE_COOKIE, token, { ...attributes(request), path: "/auth", maxAge: seconds });
}

export function clearChallenge(request: NextRequest, response: NextResponse): void {
  response.cookies.set(CHALLENGE_COOKIE, "", { ...attributes(request), path: "/auth", maxAge: 0 });
}

/** Lax, like all of them: the provider sends the browser back by a link, and with that it comes along. */
export function setCompany(request: NextRequest, response: NextResponse, value: string, seconds: number): void {
  response.cookies.set(COMPANY_COOKIE, value, { ...attributes(request), path: "/auth/oidc", maxAge: seconds });
}

const DAY_SECONDS = 24 * 3600;

/** Stays for longer than what it stands for, so that its end is met with a refusal, and not silently as somebody else. */
export function setSupport(request: NextRequest, response: NextResponse, value: string): void {
  response.cookies.set(SUPPORT_COOKIE, value, { ...attributes(request), maxAge: DAY_SECONDS });
}

export function clearSupport(request: NextRequest, response: NextResponse): void {
  response.cookies.set(SUPPORT_COOKIE, "", { ...attributes(request), maxAge: 0 });
}

export function clearSession(request: NextRequest, response: NextResponse): void {
  for (const name of [ACCESS_COOKIE, REFRESH_COOKIE, SUPPORT_COOKIE])
    response.cookies.set(name, "", { ...attributes(request), maxAge: 0 });
}
