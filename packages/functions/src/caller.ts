import { createHash, timingSafeEqual } from "node:crypto";
import { actorOfKey, actorOfToken, isApiKey } from "@hostwright/core/identity";
import { type Actor, type App, AppError, type Origin } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const USER_AGENT_LIMIT = 255;

/**
 * Where a request comes from. CloudFront or the dashboard's server stands between; each proves itself by a secret of its own,
 * and only then is it believed whose request it brings.
 * @throws AppError `forbidden` for what came past both, where there is a CloudFront.
 */
export function originOf({ config }: App, { headers, requestContext }: APIGatewayProxyEventV2): Origin {
  const { HOSTWRIGHT_ORIGIN_SECRET: edge, HOSTWRIGHT_DASHBOARD_SECRET: dashboard } = config;
  const isFromEdge = isSame(headers["x-origin-secret"], edge);
  const isFromDashboard = isSame(headers["x-dashboard-secret"], dashboard);
  if (edge && !isFromEdge && !isFromDashboard)
    throw new AppError("forbidden", "requests come through the public address only");
  const [address, country] = isFromDashboard
    ? [headers["x-dashboard-viewer"], headers["x-dashboard-viewer-country"]]
    : isFromEdge
      ? [headers["x-viewer-address"], headers["cloudfront-viewer-country"]]
      : [];
  return {
    address: address || requestContext.http.sourceIp,
    userAgent: headers["user-agent"]?.slice(0, USER_AGENT_LIMIT) || null,
    country: country && /^[A-Z]{2}$/.test(country) ? country : null,
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const isSame = (given: string | undefined, secret: string | undefined): boolean =>
  given !== undefined && secret !== undefined && timingSafeEqual(digest(given), digest(secret));

const bearer = /^Bearer (hwk_[\w-]{43}|[\w-]+\.[\w-]+\.[\w-]+)$/i;

/** Who sends it, by its `Authorization` header. @throws AppError `unauthorized` */
export async function actorOf(app: App, event: APIGatewayProxyEventV2, { address }: Origin): Promise<Actor> {
  const header = event.headers.authorization;
  if (header === undefined) throw new AppError("unauthorized", "sign in first");
  const token = bearer.exec(header)?.[1];
  if (!token) throw new AppError("unauthorized", "the Authorization header must be 'Bearer <access token or API key>'");
  return isApiKey(token) ? actorOfKey(app, token, address) : actorOfToken(app, token);
}
