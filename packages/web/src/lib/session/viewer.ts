/**
 * For the API, whose request this is: without it, everybody who uses the dashboard would share one address there, its limits
 * and its place in the audit trail. The secret proves that the dashboard says so (HOSTWRIGHT_DASHBOARD_SECRET, on both
 * sides); what a browser writes into these headers goes no further than here.
 */
export function viewerHeaders(request: { headers: Headers }): Record<string, string> {
  const agent = request.headers.get("user-agent");
  const secret = process.env.HOSTWRIGHT_DASHBOARD_SECRET;
  const address = secret ? viewerAddress(request.headers, secret) : undefined;
  const country = address && request.headers.get("cloudfront-viewer-country");
  return {
    ...(agent ? { "user-agent": agent } : {}),
    ...(secret ? { "x-dashboard-secret": secret } : {}),
    ...(address ? { "x-dashboard-viewer": address } : {}),
    ...(country ? { "x-dashboard-viewer-country": country } : {}),
  };
}

/**
 * The address a browser calls from, as far as it can be believed: as our CloudFront says, which proves itself by the same secret;
 * or as the reverse proxies say that an operator has put in front (HOSTWRIGHT_TRUSTED_PROXIES, how many), each of which
 * appends whom it was called by. undefined: nobody trustworthy says.
 */
export function viewerAddress(headers: Headers, secret: string): string | undefined {
  if (headers.get("x-dashboard-secret") === secret) return headers.get("x-dashboard-viewer") ?? undefined;
  const proxies = Number(process.env.HOSTWRIGHT_TRUSTED_PROXIES ?? 0);
  if (!Number.isInteger(proxies) || proxies < 1) return undefined;
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.at(-proxies) || undefined;
}
