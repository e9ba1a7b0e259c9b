import { randomBytes } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { RawData, WebSocket } from "ws";

/** API Gateway's quotas for WebSocket APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const LIMITS = { frameBytes: 32 * 1024, messageBytes: 128 * 1024, idleMs: 10 * 60_000, lifeMs: 2 * 3600_000 };

export interface ConnectionEvents {
  message(connection: Connection, text: string): void;
  closed(connection: Connection): void;
}

/** As API Gateway's look: 12 bytes in base64, the last character `=`. */
export const newConnectionId = (): string => `${randomBytes(11).toString("base64").slice(0, 15)}=`;

/** A client that has been let in, for at most two hours, and no longer than ten minutes after its last word or ours. */
export class Connection {
  readonly id: string;
  readonly connectedAt: number;
  readonly sourceIp: string;
  lastActiveAt: number;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #cancelIdle: () => void = () => undefined;
  readonly #cancelLife: () => void;

  constructor(options: { id: string; sourceIp: string; socket: WebSocket; clock: Clock; events: ConnectionEvents }) {
    const { id, sourceIp, socket, clock, events } = options;
    this.id = id;
    this.sourceIp = sourceIp;
    this.#socket = socket;
    this.#clock = clock;
    this.connectedAt = clock.now().getTime();
    this.lastActiveAt = this.connectedAt;
    this.#cancelLife = clock.after(LIMITS.lifeMs, () => socket.close(1001, "Going away"));
    this.#active();
    socket.on("message", (data, isBinary) => {
      this.#active();
      const text = textOf(data);
      // A message in several frames may be longer; ours never are, and `ws` does not show the frames.
      if (isBinary || Buffer.byteLength(text) > LIMITS.frameBytes) socket.close(1009, "Frame too large");
      else events.message(this, text);
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      this.#cancelIdle();
      this.#cancelLife();
      events.closed(this);
    });
  }

  send(text: string): void {
    this.#active();
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.close(1000, "Connection Closed Normally");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #active(): void {
    this.lastActiveAt = this.#clock.now().getTime();
    this.#cancelIdle();
    this.#cancelIdle = this.#clock.after(LIMITS.idleMs, () => this.#socket.close(1001, "Going away"));
  }
}

function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString("utf8");
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString("utf8");
}
