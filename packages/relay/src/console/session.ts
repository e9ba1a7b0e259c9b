import {
  Channel,
  type EndCode,
  FIRST_MS,
  type Frame,
  type Line,
  type LineEvents,
  Link,
  PEER_AWAY_MS,
} from "@hostwright/core/console/jobs";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { WebSocket } from "ws";
import type { ProxmoxConsole } from "./proxmox-console.ts";

export interface SessionOptions {
  /** Of the WebSocket API. */
  url: string;
  ticket: string;
  clock: Clock;
  log: Log;
  ended(): void;
}

/** One console: the way to the browser, the way to Proxmox, and what is between them. */
export class ConsoleSession {
  readonly #options: SessionOptions;
  readonly #link: Link;
  readonly #channel: Channel;
  #proxmox: ProxmoxConsole | undefined;
  /** The last size asked for, while nobody could be told. */
  #size: { cols: number; rows: number } | undefined;
  #there = false;
  #welcomed = false;
  /** To be said as soon as there is somebody to say it to. */
  #refusal: EndCode | undefined;
  #ended = false;
  #cancelAway: () => void;

  constructor(options: SessionOptions) {
    this.#options = options;
    const after = (ms: number, callback: () => void) => options.clock.after(ms, callback);
    this.#channel = new Channel({
      after,
      transmit: (frame) => this.#link.send(frame),
      receive: (bytes) => this.#proxmox?.type(bytes),
      writable: () => this.#proxmox?.resume(),
      fail: (code) => this.end(code),
    });
    this.#link = new Link({
      after,
      dial: (ticket, events) => dial(`${options.url}?ticket=${ticket}`, events),
      ticket: options.ticket,
      frame: (frame) => this.#take(frame),
      peer: (there) => this.#peer(there),
      lost: () => this.#stop("relay_lost"),
    });
    this.#cancelAway = after(FIRST_MS, () => this.end("browser_gone"));
    this.#link.start();
  }

  /** @param closed says why Proxmox closed it */
  join(proxmox: ProxmoxConsole, closed: () => Promise<EndCode>): void {
    if (this.#ended) {
      proxmox.close();
      return;
    }
    this.#proxmox = proxmox;
    proxmox.listen(
      (bytes) => {
        if (!this.#channel.write(bytes)) proxmox.pause();
      },
      () => {
        if (!this.#ended) void closed().then((code) => this.end(code));
      },
    );
    if (this.#size) proxmox.resize(this.#size.cols, this.#size.rows);
    this.#announce();
  }

  /** Ends it for a reason that the browser is told. */
  end(code: EndCode): void {
    if (this.#ended) return;
    if (!this.#welcomed && this.#refusal === undefined) {
      this.#refusal = code;
      return;
    }
    this.#link.end({ t: "end", code });
    this.#stop(code);
  }

  #take(frame: Frame): void {
    if (frame.t === "end") this.#stop(frame.code);
    else if (frame.t === "resize") {
      this.#size = frame;
      this.#proxmox?.resize(frame.cols, frame.rows);
    } else this.#channel.take(frame);
  }

  #peer(there: boolean): void {
    this.#welcomed = true;
    if (this.#refusal) {
      this.end(this.#refusal);
      return;
    }
    this.#there = there;
    this.#cancelAway();
    if (there) {
      this.#announce();
      this.#channel.connect();
    } else {
      this.#channel.disconnect();
      this.#cancelAway = this.#options.clock.after(PEER_AWAY_MS, () => this.end("browser_gone"));
    }
  }

  #announce(): void {
    const { password } = this.#proxmox ?? {};
    if (this.#there && this.#proxmox) this.#link.send({ t: "ready", ...(password ? { password } : {}) });
  }

  #stop(code: EndCode): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelAway();
    this.#link.end();
    this.#channel.end();
    this.#proxmox?.close();
    this.#options.log.info("console ended", { code });
    this.#options.ended();
  }
}

function dial(url: string, events: LineEvents): Line {
  const socket = new WebSocket(url, { handshakeTimeout: 10_000, maxPayload: 128 * 1024, perMessageDeflate: false });
  socket.on("open", () => events.open());
  socket.on("message", (data) => events.message(data.toString()));
  socket.on("close", () => events.close());
  socket.on("error", () => socket.terminate());
  return { send: (text) => socket.send(text), close: () => socket.close() };
}
