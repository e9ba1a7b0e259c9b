import { isUtf8 } from "node:buffer";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { newId } from "@hostwright/core/kernel/id";
import { type Route, routeKey } from "@hostwright/functions/route";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** Answers one request the way an API Lambda does. */
export type Answer = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

interface Patience {
  headersTimeout: number;
  requestTimeout: number;
  connectionsCheckingInterval: number;
}

export interface GatewayOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Each route with the Lambda that answers it. */
  routes: { route: Pick<Route, "method" | "path">; answer: Answer }[];
  /** What API Gateway's `$default` route is for: no such route. */
  fallback: Answer;
  /** Milliseconds, instead of those that people are given. */
  patience?: Patience;
  /** Pages that no cloud has; asked before the routes. */
  aside?: (request: IncomingMessage) => Promise<Page | undefined>;
}

export interface Page {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** API Gateway's own limit of a request; the handlers' is lower. */
const BODY_LIMIT = 10 * 1024 * 1024;
/** Beyond API Gateway's 10,240 bytes, so that our own answer to too long an address is heard. */
const HEADER_LIMIT = 32 * 1024;

/** Who sends a request drop by drop is hung up on: its headers must be there within 10 s, all of it within 30. */
const PATIENCE: Patience = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 };

/**
 * An HTTP API in the shape of API Gateway's: matches routes, and hands each request on as a version 2.0 event. Closing it takes
 * no more requests and lets those under way end.
 */
export async function startGateway(
  options: GatewayOptions,
): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const find = matcher(options.routes);
  const settings = { maxHeaderSize: HEADER_LIMIT, keepAliveTimeout: 65_000, joinDuplicateHeaders: true };
  const underWay = new Set<Promise<void>>();
  let draining = false;
  const server = createServer({ ...settings, ...PATIENCE, ...options.patience }, (request, response) => {
    if (draining && !isHealth(request)) return refuse(response);
    const served = serve(request, response, find, options)
      .catch(() => {
        if (!response.headersSent) response.writeHead(502);
        response.end();
      })
      .finally(() => underWay.delete(served));
    underWay.add(served);
  });
  const port = await listen(server, options.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      draining = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

/** Whether the process lives is another question than whether it takes work. */
const isHealth = ({ url }: IncomingMessage): boolean => url === "/health" || url === "/v1/health";

/** While what is under way ends, others are sent elsewhere; `/ready` says so too. */
function refuse(response: ServerResponse): void {
  response.writeHead(503, { "content-type": "application/json", connection: "close", "retry-after": "5" });
  const error = {
    code: "maintenance",
    message: "this process is being stopped; try again in a moment",
    request_id: newId("req", new Date()),
  };
  response.end(JSON.stringify({ error }));
}

interface Match {
  key: string;
  answer: Answer;
  pathParameters: Record<string, string>;
}
type Find = (method: string, path: string) => Match | undefined;

function matcher(routes: GatewayOptions["routes"]): Find {
  const bySize = new Map<string, { segments: string[]; key: string; answer: Answer }[]>();
  for (const { route, answer } of routes) {
    const segments = route.path.split("/");
    const size = `${route.method} ${segments.length}`;
    bySize.set(size, [...(bySize.get(size) ?? []), { segments, key: routeKey(route), answer }]);
  }
  return (method, path) => {
    const given = path.split("/");
    for (const { segments, key, answer } of bySize.get(`${method} ${given.length}`) ?? []) {
      const pathParameters: Record<string, string> = {};
      const matches = segments.every((segment, index) => {
        const value = given[index] ?? "";
        if (!segment.startsWith("{")) return segment === value;
        pathParameters[segment.slice(1, -1)] = decode(value);
        return value !== "";
      });
      if (matches) return { key, answer, pathParameters };
    }
    return undefined;
  };
}

/** API Gateway passes a path parameter on undecoded where it cannot be decoded. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  find: Find,
  { fallback, aside }: Pick<GatewayOptions, "fallback" | "aside">,
): Promise<void> {
  const page = await aside?.(request);
  if (page) {
    response.writeHead(page.status, page.headers);
    response.end(page.body);
    return;
  }
  const [rawPath = "/", rawQueryString = ""] = splitOnce(request.url ?? "/", "?");
  const method = request.method ?? "GET";
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { "content-type": "application/json", connection: "close" });
    response.end('{"message":"Request Entity Too Large"}');
    return;
  }
  const match = find(method, rawPath);
  const event = toEvent({ request, rawPath, rawQueryString, method, body, match });
  const answer = await (match?.answer ?? fallback)(event);
  response.writeHead(answer.statusCode ?? 200, headersOf(answer));
  response.end(answer.isBase64Encoded ? Buffer.from(answer.body ?? "", "base64") : answer.body);
}

const headersOf = (answer: APIGatewayProxyStructuredResultV2): Record<string, string> =>
  Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]));

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** undefined when it is too large; what was not read is then dropped with the connection. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

interface Parts {
  request: IncomingMessage;
  rawPath: string;
  rawQueryString: string;
  method: string;
  body: Buffer;
  match: Match | undefined;
}

function toEvent({ request, rawPath, rawQueryString, method, body, match }: Parts): APIGatewayProxyEventV2 {
  const now = new Date();
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  );
  // By its bytes: a character cut off can be as long as what decoding puts in its place.
  const isText = isUtf8(body);
  return {
    version: "2.0",
    routeKey: match?.key ?? "$default",
    rawPath,
    rawQueryString,
    headers,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: headers.host ?? "127.0.0.1",
      domainPrefix: "local",
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: crypto.randomUUID(),
      routeKey: match?.key ?? "$default",
      stage: "$default",
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(match && Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(body.length > 0 ? { body: isText ? body.toString("utf8") : body.toString("base64") } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
