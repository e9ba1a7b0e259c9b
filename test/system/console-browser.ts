import { Channel, type ConsoleKind, type EndCode, type Frame, Link } from "@hostwright/core/console/jobs";
import { WebSocket } from "ws";
import { until } from "./clock.ts";
import type { Person } from "./people.ts";
import type { TestSystem } from "./test-system.ts";

/** Of `until`, a few milliseconds apart: longer than an acknowledgement waits for company. */
const QUIET_LOOKS = 50;

/** What the dashboard's console page does, without a page: connects, shows, types. */
export class ConsoleBrowser {
  shown = "";
  /** Whether the relay has said that the console is open. */
  ready: Extract<Frame, { t: "ready" }> | undefined;
  ended: EndCode | "lost" | undefined;
  peer = false;
  /** Messages that came. */
  heard = 0;
  /** How often it has connected. */
  connections = 0;
  readonly link: Link;
  readonly channel: Channel;
  #socket: WebSocket | undefined;

  constructor(system: TestSystem, url: string) {
    const { clock } = system;
    const after = (ms: number, callback: () => void) => clock.after(ms, callback);
    this.channel = new Channel({
      after,
      transmit: (frame) => this.link.send(frame),
      receive: (bytes) => {
        this.shown += Buffer.from(bytes).toString();
      },
      writable: () => undefined,
      fail: (code) => this.end(code),
    });
    this.link = new Link({
      after,
      ticket: new URL(url).searchParams.get("ticket") ?? "",
      dial: (ticket, events) => {
        const socket = new WebSocket(`${url.split("?")[0]}?ticket=${ticket}`);
        this.#socket = socket;
        socket.on("open", () => {
          this.connections += 1;
          events.open();
        });
        socket.on("message", (data) => {
          this.heard += 1;
          events.message(data.toString());
        });
        socket.on("close", () => events.close());
        socket.on("error", () => undefined);
        return { send: (text) => socket.send(text), close: () => socket.close() };
      },
      frame: (frame) => {
        if (frame.t === "end") this.#over(frame.code);
        else if (frame.t === "ready") this.ready = frame;
        else this.channel.take(frame);
      },
      peer: (there) => {
        this.peer = there;
        if (there) this.channel.connect();
        else this.channel.disconnect();
      },
      lost: () => this.#over("lost"),
    });
    this.link.start();
  }

  /** Orders a console and connects to it. */
  static async open(system: TestSystem, id: string, kind: ConsoleKind = "serial", person: Person = "owner") {
    const { data, error } = await system
      .as(person)
      .POST("/v1/servers/{id}/console", { params: { path: { id } }, body: { kind } });
    if (!data) throw new Error(JSON.stringify(error));
    return new ConsoleBrowser(system, data.console.url);
  }

  type(text: string): void {
    this.channel.write(Buffer.from(text));
  }

  /** Waits until what is shown matches. */
  shows(pattern: RegExp): Promise<true> {
    return until(
      `${pattern} on the console; it shows ${JSON.stringify(this.shown.slice(-300))}`,
      () => pattern.test(this.shown) || undefined,
    );
  }

  /** Waits until nothing has come for a while: what is under way while the clock leaps would count as lost. */
  async #quiet(): Promise<void> {
    let last = this.heard;
    let looks = 0;
    await until("the console to be quiet", () => {
      looks = this.heard === last ? looks + 1 : 0;
      last = this.heard;
      return looks > QUIET_LOOKS || undefined;
    });
  }

  /** Lets the clock leap, and waits until the connection has said something since. */
  async leap(system: TestSystem, ms: number): Promise<void> {
    await this.#quiet();
    const { heard } = this;
    await system.time.jump(ms);
    await until("a word after the leap", () => this.heard > heard || undefined);
  }

  isReady(): Promise<unknown> {
    return until("the console to be ready", () => this.ready ?? (this.ended ? Promise.reject(this.ended) : undefined));
  }

  isOver(): Promise<EndCode | "lost"> {
    return until("the console's end", () => this.ended);
  }

  /** Closes it in the page. */
  end(code: EndCode = "closed"): void {
    this.link.end({ t: "end", code });
    this.#over(code);
  }

  /** The network between browser and cloud breaks. */
  cut(): void {
    this.#socket?.terminate();
  }

  #over(code: EndCode | "lost"): void {
    this.ended ??= code;
    this.link.end();
    this.channel.end();
  }
}
