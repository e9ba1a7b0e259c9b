import { type Frame, PING_MS, RENEW_MS, readFrame, writeFrame } from "./frames.ts";

/** One WebSocket, whoever's implementation it is. */
export interface Line {
  send(text: string): void;
  close(): void;
}
export interface LineEvents {
  open(): void;
  message(text: string): void;
  /** Also when it could not be opened. */
  close(): void;
}

export interface LinkOptions {
  /** Runs `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** Dials the WebSocket API with a ticket. */
  dial(ticket: string, events: LineEvents): Line;
  /** For the first connection; each connection brings the ticket for the next. */
  ticket: string;
  /** What the other side, or the control plane, has said. */
  frame(frame: Frame): void;
  /** The other side is there, perhaps on a new connection, or is not. */
  peer(there: boolean): void;
  /** No connection any more, and no way to a new one. */
  lost(): void;
}

const TRIES = 8;
const FIRST_PAUSE_MS = 250;

/** One side's way to the other, over as many connections as it takes. */
export class Link {
  readonly #options: LinkOptions;
  #ticket: string | undefined;
  #line: Line | undefined;
  /** In use until the one that replaces it is open. */
  #previous: Line | undefined;
  #isOpen = false;
  #ended = false;
  #tried = 0;
  #unanswered = 0;
  #timers: (() => void)[] = [];

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#ticket = options.ticket;
  }

  start(): void {
    this.#dial();
  }

  /** What is said while there is no connection is lost: the channel says it again. */
  send(frame: Frame): void {
    if (this.#isOpen) this.#line?.send(writeFrame(frame));
  }

  /** Says why, and hangs up. */
  end(last?: Frame): void {
    if (this.#ended) return;
    if (last) this.send(last);
    this.#ended = true;
    this.#stopTimers();
    this.#hangUp();
  }

  #dial(): void {
    const ticket = this.#ticket;
    if (ticket === undefined) {
      this.#lose();
      return;
    }
    const line = this.#options.dial(ticket, {
      open: () => {
        if (line !== this.#line || this.#ended) return line.close();
        this.#stopTimers();
        this.#previous?.close();
        this.#previous = undefined;
        // Good once: the answer to this hello brings the next.
        this.#ticket = undefined;
        this.#isOpen = true;
        this.#tried = 0;
        this.send({ t: "hello" });
        this.#ping();
        this.#timers.push(this.#options.after(RENEW_MS, () => this.#dial()));
      },
      message: (text) => {
        if (line === this.#line && !this.#ended) this.#take(text);
      },
      close: () => {
        if (line === this.#line && !this.#ended) this.#closed();
      },
    });
    this.#previous ??= this.#line;
    this.#line = line;
    this.#isOpen = false;
  }

  #take(text: string): void {
    const frame = readFrame(text);
    this.#unanswered = 0;
    if (frame?.t === "welcome") {
      this.#ticket = frame.resume;
      this.#options.peer(frame.peer);
    } else if (frame?.t === "peer") this.#options.peer(frame.there);
    else if (frame && frame.t !== "pong") this.#options.frame(frame);
  }

  #closed(): void {
    this.#isOpen = false;
    this.#stopTimers();
    this.#options.peer(false);
    if (this.#ticket === undefined || this.#tried >= TRIES) this.#lose();
    else this.#timers.push(this.#options.after(FIRST_PAUSE_MS * 2 ** this.#tried++, () => this.#dial()));
  }

  #ping(): void {
    this.#unanswered = 0;
    const next = () =>
      this.#options.after(PING_MS, () => {
        if (this.#unanswered >= 2) {
          this.#line?.close();
          this.#line = undefined;
          return this.#closed();
        }
        this.#unanswered += 1;
        this.send({ t: "ping" });
        this.#timers.push(next());
      });
    this.#timers.push(next());
  }

  #lose(): void {
    this.#ended = true;
    this.#stopTimers();
    this.#hangUp();
    this.#options.lost();
  }

  #hangUp(): void {
    this.#line?.close();
    this.#previous?.close();
  }

  #stopTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
  }
}
