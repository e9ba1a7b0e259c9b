const HERE = "http://here.invalid";

/** Where to go after signing in: a path of this site, or `undefined`. Never another host. */
export function safeNextPath(next: string | null | undefined): string | undefined {
  if (!next?.startsWith("/") || !URL.canParse(next, HERE)) return undefined;
  const url = new URL(next, HERE);
  if (url.origin !== HERE || /^\/(sign-in|register|reset-password|auth|api)(\/|$)/.test(url.pathname)) return undefined;
  // `//host` and `/\host` parse to another origin above; a path that still begins so after parsing is not one of ours.
  return url.pathname.startsWith("//") ? undefined : url.pathname + url.search;
}

/** The page that was asked for, where it is in the half that is theirs; else that half's first. */
export function entryOf(operator: boolean, next: string | undefined): string {
  const fits = next && next !== "/" && (next.startsWith("/account") || next.startsWith("/operator") === operator);
  return fits ? next : operator ? "/operator" : "/servers";
}
