import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { WebSocketServer } from "ws";
import { z } from "zod";
import type { Functions } from "../functions.ts";
import { Connection, LIMITS, newConnectionId } from "./connection.ts";
import { type RouteKey, webSocketEvent } from "./event.ts";
import { answerManagement } from "./management.ts";

export interface WebSocketApiOptions {
  /** `/console`: where clients connect. */
  path: string;
  /** Answers `$connect`, `$disconnect` and `$default`. */
  function: string;
  functions: Functions;
  clock: Clock;
  log: Log;
}

const accepted = z.looseObject({ statusCode: z.number().int() });

/** A WebSocket API in the shape of API Gateway's, and the management of its connections (`/@connections/…`). */
export class WebSocketApi {
  readonly path: string;
  readonly #options: WebSocketApiOptions;
  readonly #connections = new Map<string, Connection>();
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.messageBytes });

  constructor(options: WebSocketApiOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** A client wants to connect: the function is asked first, and no message reaches the client before it has agreed. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname !== this.path) return refuse(socket, 403);
    const id = newConnectionId();
    const sourceIp = request.socket.remoteAddress ?? "127.0.0.1";
    const query = Object.fromEntries(url.searchParams);
    const outcome = await this.#invoke("$connect", { id, sourceIp, connectedAt: this.#now() }, { query, request });
    const answer = outcome.ok ? accepted.safeParse(outcome.payload) : undefined;
    if (!answer?.success) return refuse(socket, 502);
    const { statusCode } = answer.data;
    if (statusCode < 200 || statusCode > 299) return refuse(socket, statusCode);
    if (socket.destroyed) {
      await this.#invoke("$disconnect", { id, sourceIp, connectedAt: this.#now() }, {});
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const { clock } = this.#options;
      const events = {
        message: (from: Connection, body: string) => void this.#invoke("$default", from, { body }),
        closed: (from: Connection) => {
          this.#connections.delete(from.id);
          void this.#invoke("$disconnect", from, {});
        },
      };
      this.#connections.set(id, new Connection({ id, sourceIp, socket: client, clock, events }));
    });
  }

  /** @returns false where the request is not about connections */
  async manage(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    return answerManagement(this.#connections, request, response);
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.terminate();
    this.#sockets.close();
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  async #invoke(
    routeKey: RouteKey,
    connection: Pick<Connection, "id" | "sourceIp" | "connectedAt">,
    more: { body?: string; query?: Record<string, string>; request?: IncomingMessage },
  ) {
    const requestId = randomUUID();
    const event = webSocketEvent({ routeKey, connection, requestId, at: this.#now(), ...more });
    const outcome = await this.#options.functions.run(this.#options.function, event);
    if (!outcome.ok)
      this.#options.log.warn("websocket function failed", {
        routeKey,
        requestId,
        error: outcome.error,
        cause: outcome.cause,
      });
    return outcome;
  }
}

function refuse(socket: Duplex, status: number): void {
  const body = JSON.stringify({ message: status === 403 ? "Forbidden" : "Internal server error" });
  socket.end(
    `HTTP/1.1 ${status} ${status === 403 ? "Forbidden" : "Bad Gateway"}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
