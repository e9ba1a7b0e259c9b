import { fromBase64, toBase64 } from "./base64.ts";
import { DATA_BYTES, type Frame } from "./frames.ts";

/** Messages under way before the sender waits for an acknowledgement. */
const WINDOW = 16;
/** Small writes within this time travel together. */
const GATHER_MS = 8;
/** From here on the source should pause, and may go on below half of it. */
const HIGH_WATER_BYTES = 256 * 1024;
/** What a source that does not pause may pile up. */
const MOST_BYTES = 1024 * 1024;
/** Longest without an acknowledgement while the other side is there, in two halves: a machine that slept gets the second. */
const STALL_MS = 30_000;
/** A message may be overtaken by later ones for so long. */
const GAP_MS = 5_000;
const ACK_EVERY = 4;
const ACK_MS = 100;

type TimerName = "gather" | "stall" | "gap" | "ack";

export interface ChannelOptions {
  /** Runs `callback` once after `ms`; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
  transmit(frame: Frame): void;
  /** Bytes of the other side, in order, each once. */
  receive(bytes: Uint8Array): void;
  /** There is room again, after `write` has answered false. */
  writable(): void;
  /** The channel is of no use any more. */
  fail(code: "frames_lost" | "too_slow"): void;
}

/**
 * An ordered, bounded stream of bytes in both directions over messages that may overtake each other, arrive twice, or be
 * lost with their connection: numbered, acknowledged, and sent again on the next connection until they are.
 */
export class Channel {
  readonly #options: ChannelOptions;
  #there = false;
  #ended = false;
  /** Not in a message yet. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #full = false;
  /** Sent, or to be sent as soon as the other side is there, and not acknowledged. */
  #unacknowledged: { n: number; d: string }[] = [];
  #next = 0;
  /** The first message of the other side that has not come. */
  #expected = 0;
  #acknowledged = 0;
  readonly #early = new Map<number, string>();
  #timers: Partial<Record<TimerName, () => void>> = {};

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  /** Takes bytes on their way. @returns false when the source should pause until `writable`. */
  write(bytes: Uint8Array): boolean {
    if (this.#ended || bytes.length === 0) return !this.#full;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MOST_BYTES) this.#fail("too_slow");
    else if (this.#waitingBytes >= DATA_BYTES) this.#flush();
    else this.#timers.gather ??= this.#later("gather", GATHER_MS, () => this.#flush());
    this.#full ||= this.#waitingBytes >= HIGH_WATER_BYTES;
    return !this.#full;
  }

  /** The other side is there, perhaps on a new connection: it gets again what it has not acknowledged. */
  connect(): void {
    if (this.#ended) return;
    this.#there = true;
    for (const { n, d } of this.#unacknowledged) this.#options.transmit({ t: "data", n, a: this.#expected, d });
    this.#acknowledge();
    this.#watchStall();
    this.#flush();
  }

  /** Nobody would hear us now. What overtook its predecessors waits too: they are sent again. */
  disconnect(): void {
    this.#there = false;
    for (const name of ["stall", "gap", "ack"] as const) this.#cancel(name);
  }

  take(frame: Frame): void {
    if (this.#ended) return;
    if (frame.t === "ack" || frame.t === "data") this.#takeAcknowledgement(frame.a);
    if (frame.t === "data") this.#takeData(frame.n, frame.d);
  }

  end(): void {
    this.#ended = true;
    this.#waiting = [];
    this.#unacknowledged = [];
    this.#early.clear();
    for (const name of ["gather", "stall", "gap", "ack"] as const) this.#cancel(name);
  }

  #takeAcknowledgement(upTo: number): void {
    if (upTo > this.#next) {
      this.#fail("frames_lost");
      return;
    }
    const before = this.#unacknowledged.length;
    this.#unacknowledged = this.#unacknowledged.filter(({ n }) => n >= upTo);
    if (this.#unacknowledged.length === before) return;
    this.#cancel("stall");
    this.#watchStall();
    this.#flush();
  }

  #takeData(n: number, d: string): void {
    if (n >= this.#expected + WINDOW) {
      this.#fail("frames_lost");
      return;
    }
    if (n >= this.#expected) this.#early.set(n, d);
    for (let due = this.#early.get(this.#expected); due !== undefined; due = this.#early.get(this.#expected)) {
      this.#early.delete(this.#expected);
      this.#expected += 1;
      const bytes = fromBase64(due);
      if (bytes) this.#options.receive(bytes);
      else this.#fail("frames_lost");
      if (this.#ended) return;
      this.#cancel("gap");
    }
    if (this.#early.size > 0) this.#timers.gap ??= this.#later("gap", GAP_MS, () => this.#fail("frames_lost"));
    if (this.#expected - this.#acknowledged >= ACK_EVERY) this.#acknowledge();
    else this.#timers.ack ??= this.#later("ack", ACK_MS, () => this.#acknowledge());
  }

  #acknowledge(): void {
    this.#cancel("ack");
    this.#acknowledged = this.#expected;
    if (this.#there) this.#options.transmit({ t: "ack", a: this.#expected });
  }

  /** Puts what waits into messages, as many as may be under way. */
  #flush(): void {
    this.#cancel("gather");
    while (this.#there && this.#waitingBytes > 0 && this.#unacknowledged.length < WINDOW) {
      const message = { n: this.#next++, d: toBase64(this.#take(DATA_BYTES)) };
      this.#unacknowledged.push(message);
      this.#cancel("ack");
      this.#acknowledged = this.#expected;
      this.#options.transmit({ t: "data", ...message, a: this.#expected });
      this.#watchStall();
    }
    if (!this.#full || this.#waitingBytes >= HIGH_WATER_BYTES / 2) return;
    this.#full = false;
    this.#options.writable();
  }

  #take(most: number): Uint8Array {
    const taken = new Uint8Array(Math.min(most, this.#waitingBytes));
    for (let at = 0; at < taken.length; ) {
      const [first = new Uint8Array()] = this.#waiting;
      const part = first.subarray(0, taken.length - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#waiting.shift();
      else this.#waiting[0] = first.subarray(part.length);
    }
    this.#waitingBytes -= taken.length;
    return taken;
  }

  #watchStall(): void {
    if (!this.#there || this.#unacknowledged.length === 0) return;
    const half = (then: () => void) => this.#later("stall", STALL_MS / 2, then);
    this.#timers.stall ??= half(() => {
      this.#timers.stall = half(() => this.#fail("too_slow"));
    });
  }

  #later(name: TimerName, ms: number, run: () => void): () => void {
    return this.#options.after(ms, () => {
      delete this.#timers[name];
      run();
    });
  }

  #cancel(name: TimerName): void {
    this.#timers[name]?.();
    delete this.#timers[name];
  }

  #fail(code: "frames_lost" | "too_slow"): void {
    if (this.#ended) return;
    this.end();
    this.#options.fail(code);
  }
}
