import { AppError, type Config } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Response } from "../respond.ts";

/** Of all headers together, names and values. API Gateway takes 10,240 bytes. */
const LIMIT = 8 * 1024;

/** @throws AppError `headers_too_large` */
export function refuseLargeHeaders({ headers }: APIGatewayProxyEventV2): void {
  let size = 0;
  for (const [name, value = ""] of Object.entries(headers)) size += name.length + value.length + 4;
  if (size > LIMIT) throw new AppError("headers_too_large", `the headers are larger than ${LIMIT} bytes in all`);
}

/** What every answer carries; a document has a policy of its own. */
const SECURITY: Record<string, string> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-site",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const EXPOSED = "Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";

const isAllowed = (config: Config, origin: string | undefined): origin is string =>
  origin !== undefined && config.HOSTWRIGHT_CORS_ORIGINS.has(origin);

/** Headers of every answer. Pages of the origins that are listed may read it; cookies never count, so no credentials. */
export function commonHeaders(config: Config, event: APIGatewayProxyEventV2): Record<string, string> {
  const { origin } = event.headers;
  const vary = config.HOSTWRIGHT_CORS_ORIGINS.size > 0 ? { vary: "Origin" } : {};
  if (!isAllowed(config, origin)) return { ...SECURITY, ...vary };
  return { ...SECURITY, ...vary, "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED };
}

/** A browser asks before the real request, without a token: the answer to it, or undefined where nobody may ask from there. */
export function preflight(config: Config, event: APIGatewayProxyEventV2): Response | undefined {
  const { origin, "access-control-request-method": method } = event.headers;
  if (event.requestContext.http.method !== "OPTIONS" || !method || !isAllowed(config, origin)) return undefined;
  return {
    statusCode: 204,
    headers: {
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "Authorization, Content-Type, Idempotency-Key",
      "access-control-max-age": "600",
    },
  };
}
