import { type NextRequest, NextResponse } from "next/server";
import { REFRESH_COOKIE } from "./lib/session/cookies.ts";

/** Where consoles connect to: the WebSocket API is no part of this origin. */
const consoles = (): string => {
  const url = URL.parse(process.env.HOSTWRIGHT_CONSOLE_URL ?? "");
  return url ? ` ${url.origin}` : "";
};

/** `unsafe-eval` is for React's development build only; styles are inlined by positioned popups and toasts. */
const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${consoles()}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Pages for people who are not signed in. */
const PUBLIC = /^\/(sign-in|register|reset-password|confirm-email|invitation)(\/|$)/;

/** Before every page: those who have no session sign in first, and the page gets its Content-Security-Policy. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!PUBLIC.test(pathname) && !request.cookies.has(REFRESH_COOKIE)) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = "/sign-in";
    signIn.search = pathname === "/" ? "" : new URLSearchParams({ next: pathname + search }).toString();
    return NextResponse.redirect(signIn);
  }
  const nonce = btoa(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy(nonce));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy(nonce));
  response.headers.set("cache-control", "no-store");
  return response;
}

export const config = { matcher: ["/((?!api/|auth/|_next/|icon.svg|favicon.ico).*)"] };
