import { type Actor, type App, AppError, actorId, type Origin, tenantOfActor } from "@hostwright/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { detect } from "./detect.ts";

interface Asker {
  requestId: string;
  origin: Origin;
  /** null: nobody we know. */
  actor: Actor | null;
}

/**
 * Records what looks like an attack, by its patterns' names, and refuses it where `HOSTWRIGHT_CHECK_BLOCK` says so. The
 * line is what the metric `AttackPatterns` counts.
 * @throws AppError `forbidden`
 */
export function checkForAttacks(app: App, event: APIGatewayProxyEventV2, body: unknown, asker: Asker): void {
  const found = detect(event, body);
  if (found.length === 0) return;
  const blocked = found.filter(
    ({ pattern }) =>
      app.config.HOSTWRIGHT_CHECK_BLOCK.has(pattern.name) || app.config.HOSTWRIGHT_CHECK_BLOCK.has(pattern.group),
  );
  const { method } = event.requestContext.http;
  app.log.warn("attack pattern", {
    request_id: asker.requestId,
    patterns: found.map(({ pattern }) => pattern.name),
    groups: [...new Set(found.map(({ pattern }) => pattern.group))],
    places: [...new Set(found.map(({ place }) => place))],
    route: event.routeKey === "$default" ? `${method} (none)` : event.routeKey,
    address: asker.origin.address,
    actor: asker.actor ? actorId(asker.actor) : "anonymous",
    tenant: asker.actor ? tenantOfActor(asker.actor) : null,
    blocked: blocked.length > 0,
  });
  if (blocked.length === 0) return;
  const names = [...new Set(blocked.map(({ pattern }) => pattern.name))].join(", ");
  throw new AppError(
    "forbidden",
    `this request looks like an attack (${names}); tell support the request id if it is none`,
  );
}
