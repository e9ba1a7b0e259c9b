import type { IncomingMessage, ServerResponse } from "node:http";
import { type Connection, LIMITS } from "./connection.ts";

const PATH = /^\/@connections\/([^/?]+)$/;

/** PostToConnection, GetConnection and DeleteConnection, as the SDK's ApiGatewayManagementApi client asks for them. */
export async function answerManagement(
  connections: ReadonlyMap<string, Connection>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const id = PATH.exec(request.url ?? "")?.[1];
  if (id === undefined) return false;
  const send = (status: number, body?: object, error?: string) => {
    response.writeHead(status, { "content-type": "application/json", ...(error ? { "x-amzn-errortype": error } : {}) });
    response.end(body ? JSON.stringify(body) : undefined);
    return true;
  };
  // Not checked, but its absence tells a page in a browser from an SDK client.
  if (!request.headers.authorization?.startsWith("AWS4-HMAC-SHA256 "))
    return send(403, { message: "Missing Authentication Token" }, "ForbiddenException");
  const text = await readBody(request);
  if (text === undefined) return send(413, { message: "Payload too large" }, "PayloadTooLargeException");
  const connection = connections.get(decodeURIComponent(id));
  if (!connection) return send(410, { message: "Gone" }, "GoneException");
  switch (request.method) {
    case "POST":
      connection.send(text);
      return send(200);
    case "DELETE":
      connection.close();
      return send(204);
    case "GET":
      return send(200, {
        connectedAt: new Date(connection.connectedAt).toISOString(),
        lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
        identity: { sourceIp: connection.sourceIp, userAgent: "" },
      });
    default:
      return send(405, { message: "Method Not Allowed" }, "MethodNotAllowedException");
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size <= LIMITS.messageBytes) chunks.push(bytes);
  }
  return size > LIMITS.messageBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}
