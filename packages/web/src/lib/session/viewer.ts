import type { NextRequest } from "next/server";

/** As CloudFront has it: address and port. */
const withoutPort = (viewer: string | null): string | undefined => viewer?.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");

/** Who is in front of the browser, for the API: it believes the dashboard's server by the secret both have. */
export function viewerHeaders(request: NextRequest): Record<string, string> {
  const secret = process.env.HOSTWRIGHT_DASHBOARD_SECRET;
  const agent = request.headers.get("user-agent");
  // The last that the way here has added; what a browser itself claims stands before it.
  const address =
    withoutPort(request.headers.get("cloudfront-viewer-address")) ??
    request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  const country = request.headers.get("cloudfront-viewer-country");
  return {
    ...(agent ? { "user-agent": agent } : {}),
    ...(secret && address ? { "x-origin-secret": secret, "x-viewer-address": address } : {}),
    ...(secret && address && country ? { "cloudfront-viewer-country": country } : {}),
  };
}
