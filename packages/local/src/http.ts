import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Log } from "@hostwright/core/kernel/log";
import { AwsError } from "./aws/error.ts";
import type { Service } from "./aws/operation.ts";
import type { WebSocketApi } from "./websockets/api.ts";

/** Above every service's own limit, batches of ten 1 MiB messages in JSON escapes included. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]", "host.docker.internal"]);

export interface AwsServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves the services on 127.0.0.1. Throws, naming the port, when it is in use. */
export async function serveAws(options: {
  port: number;
  services: Service[];
  webSockets?: WebSocketApi | undefined;
  log: Log;
}): Promise<AwsServer> {
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void answer(request, response, options, closing.signal);
  });
  server.on("upgrade", (request, socket, head) => {
    if (options.webSockets) void options.webSockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  // SDK clients keep connections for reuse: the server must not be the one to close them under a new request.
  server.keepAliveTimeout = 70_000;
  await listen(server, options.port);
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const taken = "code" in error && error.code === "EADDRINUSE";
      reject(taken ? new Error(`port ${port} for the AWS protocols is in use on 127.0.0.1`, { cause: error }) : error);
    });
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { services, webSockets, log }: Pick<Parameters<typeof serveAws>[0], "services" | "webSockets" | "log">,
  closing: AbortSignal,
): Promise<void> {
  const requestId = randomUUID();
  const hangUp = new AbortController();
  response.on("close", () => hangUp.abort());
  const [target = "", name = ""] = String(request.headers["x-amz-target"] ?? "").split(".");
  const service = services.find((candidate) => candidate.target === target);
  const send = (status: number, body: object, headers: Record<string, string> = {}) => {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      "content-type": `application/x-amz-json-${service?.protocol ?? "1.0"}`,
      "content-length": Buffer.byteLength(text),
      "x-amzn-requestid": requestId,
      ...headers,
    });
    response.end(text);
  };
  try {
    refuseForeign(request);
    if (await webSockets?.manage(request, response)) return;
    if (request.method === "GET" && request.url === "/health") return send(200, { status: "ok" });
    const run = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (!run) throw new AwsError("UnknownOperationException", `${target}.${name} is not served here`);
    const body = await readJson(request);
    send(200, await run(body, { requestId, signal: AbortSignal.any([hangUp.signal, closing]) }));
  } catch (error) {
    if (hangUp.signal.aborted) return;
    const known = error instanceof AwsError ? error : unavailable(error, `${target}.${name}`, requestId, log);
    const type = service ? `${service.namespace}#${known.code}` : known.code;
    const query = known.queryCode ?? known.code;
    send(
      known.status,
      { __type: type, message: known.message, Message: known.message },
      {
        "x-amzn-errortype": known.code,
        ...(target === "AmazonSQS" && {
          "x-amzn-query-error": `${query};${known.status < 500 ? "Sender" : "Receiver"}`,
        }),
      },
    );
  }
}

/** Anything unforeseen, a lost database above all, is answered so that SDK clients try again. */
function unavailable(error: unknown, operation: string, requestId: string, log: Log): AwsError {
  log.warn("request failed", { operation, requestId, reason: error instanceof Error ? error.message : String(error) });
  return new AwsError("ServiceUnavailable", "The service cannot answer now; try again.", { status: 503 });
}

/** A page in a browser must reach this neither by a name that resolves to loopback nor across origins. */
function refuseForeign(request: IncomingMessage): void {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (!LOOPBACK_NAMES.has(host) || request.headers.origin !== undefined) {
    throw new AwsError("AccessDeniedException", "Only clients on this machine are answered.", { status: 403 });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new AwsError("RequestEntityTooLarge", "The request is too large.", { status: 413 });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
}
