import {
  Channel,
  type EndCode,
  FIRST_MS,
  type Line,
  type LineEvents,
  Link,
  PEER_AWAY_MS,
} from "@hostwright/core/console/state";

/** How far a console is, as the page says it. */
export type Phase =
  | { is: "connecting" }
  | { is: "connected" }
  /** Connected before; one of the two sides dials anew. */
  | { is: "away" }
  | { is: "ended"; code: EndCode | "lost" };

/** What a screen gets of its console. */
export interface Screen {
  /** The console is open. @param password what its VNC asks for */
  open(password: string | undefined): void;
  show(bytes: Uint8Array): void;
}

/** The browser's side of one console, over as many WebSockets as it takes. */
export class BrowserConsole {
  readonly #link: Link;
  readonly #channel: Channel;
  readonly #onPhase: (phase: Phase) => void;
  #screen: Screen | undefined;
  #ready: { password: string | undefined } | undefined;
  /** Came before the screen was there, or overtook the word that the console is open. */
  #early: Uint8Array[] = [];
  #size: { cols: number; rows: number } | undefined;
  #there = false;
  #cancelAway: () => void;
  #ended = false;

  /** @param url with the ticket for its first connection */
  constructor(url: string, onPhase: (phase: Phase) => void) {
    this.#onPhase = onPhase;
    const address = new URL(url);
    this.#channel = new Channel({
      after,
      transmit: (frame) => this.#link.send(frame),
      receive: (bytes) => (this.#screen && this.#ready ? this.#screen.show(bytes) : this.#early.push(bytes)),
      writable: () => undefined,
      fail: (code) => this.end(code),
    });
    this.#link = new Link({
      after,
      ticket: address.searchParams.get("ticket") ?? "",
      dial: (ticket, events) => {
        address.searchParams.set("ticket", ticket);
        return dial(address.href, events);
      },
      frame: (frame) => {
        if (frame.t === "end") this.#stop(frame.code);
        else if (frame.t === "ready") this.#opened(frame.password);
        else this.#channel.take(frame);
      },
      peer: (there) => this.#peer(there),
      lost: () => this.#stop("lost"),
    });
    this.#cancelAway = after(FIRST_MS, () => this.end("relay_unreachable"));
    this.#link.start();
  }

  /** Shows it on that screen from now on; undefined: on none, until there is one again. */
  attach(screen: Screen | undefined): void {
    this.#screen = screen;
    if (this.#ready) this.#openScreen(this.#ready.password);
  }

  type(bytes: Uint8Array): void {
    this.#channel.write(bytes);
  }

  /** In characters. */
  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    if (this.#there) this.#link.send({ t: "resize", cols, rows });
  }

  end(code: EndCode = "closed"): void {
    if (this.#ended) return;
    this.#link.end({ t: "end", code });
    this.#stop(code);
  }

  #opened(password: string | undefined): void {
    this.#cancelAway();
    const first = !this.#ready;
    this.#ready = { password };
    if (first) this.#openScreen(password);
    this.#onPhase({ is: "connected" });
  }

  #openScreen(password: string | undefined): void {
    const screen = this.#screen;
    if (!screen) return;
    screen.open(password);
    for (const bytes of this.#early.splice(0)) screen.show(bytes);
  }

  #peer(there: boolean): void {
    this.#there = there;
    if (!there) {
      this.#channel.disconnect();
      if (this.#ready) this.#waitAgain();
      if (this.#ready) this.#onPhase({ is: "away" });
      return;
    }
    if (this.#ready) this.#cancelAway();
    this.#channel.connect();
    if (this.#size) this.#link.send({ t: "resize", ...this.#size });
    if (this.#ready) this.#onPhase({ is: "connected" });
  }

  #waitAgain(): void {
    this.#cancelAway();
    this.#cancelAway = after(PEER_AWAY_MS, () => this.end("relay_lost"));
  }

  #stop(code: EndCode | "lost"): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelAway();
    this.#link.end();
    this.#channel.end();
    this.#onPhase({ is: "ended", code });
  }
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

function dial(url: string, events: LineEvents): Line {
  const socket = new WebSocket(url);
  socket.onopen = () => events.open();
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") events.message(data);
  };
  socket.onclose = () => events.close();
  return { send: (text) => socket.send(text), close: () => socket.close() };
}
