import { createHash, timingSafeEqual } from "node:crypto";
import { actorOfKey, actorOfToken, isApiKey } from "@hostwright/core/identity";
import { type Actor, type App, AppError, type Origin } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const USER_AGENT_LIMIT = 255;

/**
 * Where a request comes from. CloudFront and the dashboard's server stand between; each proves itself by a secret of its own
 * in `x-origin-secret`, and only then is it believed whose request it brings (`x-viewer-address`).
 * @throws AppError `forbidden` for what came past CloudFront, where there is one.
 */
export function originOf({ config }: App, event: APIGatewayProxyEventV2): Origin {
  const { HOSTWRIGHT_ORIGIN_SECRET: edge, HOSTWRIGHT_DASHBOARD_SECRET: dashboard } = config;
  const given = event.headers["x-origin-secret"];
  const isTrusted = isSame(given, edge) || isSame(given, dashboard);
  if (edge && !isTrusted) throw new AppError("forbidden", "requests come through the public address only");
  const brought = (header: string) => (isTrusted ? event.headers[header] : undefined);
  const country = brought("cloudfront-viewer-country");
  return {
    address: brought("x-viewer-address") || event.requestContext.http.sourceIp,
    userAgent: event.headers["user-agent"]?.slice(0, USER_AGENT_LIMIT) || null,
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
