import type { IncomingMessage } from "node:http";

export type RouteKey = "$connect" | "$disconnect" | "$default";
const EVENT_TYPES = { $connect: "CONNECT", $disconnect: "DISCONNECT", $default: "MESSAGE" } as const;

/** What API Gateway hands to the function of a WebSocket route. */
export function webSocketEvent(given: {
  routeKey: RouteKey;
  connection: { id: string; sourceIp: string; connectedAt: number };
  requestId: string;
  /** Milliseconds since 1970. */
  at: number;
  body?: string;
  query?: Record<string, string>;
  request?: IncomingMessage;
}) {
  const { routeKey, connection, requestId, at, body, query, request } = given;
  return {
    ...(request ? { headers: request.headers } : {}),
    ...(query && Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      routeKey,
      eventType: EVENT_TYPES[routeKey],
      messageDirection: "IN",
      ...(routeKey === "$default" ? { messageId: `${requestId.slice(0, 15)}=` } : {}),
      extendedRequestId: requestId,
      requestTime: new Date(at).toUTCString(),
      requestTimeEpoch: at,
      connectedAt: connection.connectedAt,
      stage: "local",
      requestId,
      domainName: "127.0.0.1",
      connectionId: connection.id,
      apiId: "local",
      identity: { sourceIp: connection.sourceIp },
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}
