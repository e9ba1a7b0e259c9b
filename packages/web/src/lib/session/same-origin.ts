import type { NextRequest } from "next/server";
import { publicHost } from "./cookies.ts";

/**
 * Whether a write comes from our own pages. Browsers say so in Sec-Fetch-Site; where they do not (plain http beyond
 * this machine), Origin must name our host. A request with neither is refused: no page of ours sends one.
 */
export function isSameOrigin(request: NextRequest): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === publicHost(request);
}
