import { randomBytes } from "node:crypto";
import { drawText, type Rectangle } from "./picture.ts";

const WIDTH = 640;
const HEIGHT = 400;

/** Grey, so that it is the same in whatever order a client wants its colours. */
const PAPER = Buffer.from([0x1c, 0x1c, 0x1c, 0]);
const INK = Buffer.from([0xd0, 0xd0, 0xd0, 0]);
const RAW = 0;
/** Rise-and-run-length: a colour, and rectangles of another on it. */
const RRE = 2;

/**
 * The server's half of RFB 3.8 (RFC 6143): VNC authentication, whose answer it does not check, and a screen that never
 * changes and says what it is. Enough for a client to connect and show something.
 */
export class Framebuffer {
  #name: string;
  #input = Buffer.alloc(0);
  #speaksRre = false;
  #state: "version" | "security" | "response" | "init" | "running" = "version";

  constructor(name: string) {
    this.#name = name;
  }

  open(): Buffer {
    return Buffer.from("RFB 003.008\n");
  }

  /** Takes what the client sent, and answers. */
  receive(data: Buffer): Buffer {
    this.#input = Buffer.concat([this.#input, data]);
    const answers: Buffer[] = [];
    for (let answer = this.#next(); answer; answer = this.#next()) answers.push(answer);
    return Buffer.concat(answers);
  }

  #take(length: number): Buffer | undefined {
    if (this.#input.length < length) return undefined;
    const taken = this.#input.subarray(0, length);
    this.#input = this.#input.subarray(length);
    return taken;
  }

  /** The answer to the next whole message; nothing while there is none. */
  #next(): Buffer | undefined {
    switch (this.#state) {
      case "version":
        if (!this.#take(12)) return undefined;
        this.#state = "security";
        return Buffer.from([1, 2]);
      case "security":
        if (!this.#take(1)) return undefined;
        this.#state = "response";
        return randomBytes(16);
      case "response":
        if (!this.#take(16)) return undefined;
        this.#state = "init";
        return Buffer.alloc(4);
      case "init":
        if (!this.#take(1)) return undefined;
        this.#state = "running";
        return this.#serverInit();
      default:
        return this.#message();
    }
  }

  #serverInit(): Buffer {
    const name = Buffer.from(this.#name);
    const head = Buffer.alloc(24);
    head.writeUInt16BE(WIDTH, 0);
    head.writeUInt16BE(HEIGHT, 2);
    // 32 bits a pixel, 24 deep, little endian, true colour, 8 bits a channel.
    Buffer.from([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0]).copy(head, 4);
    head.writeUInt32BE(name.length, 20);
    return Buffer.concat([head, name]);
  }

  #message(): Buffer | undefined {
    const type = this.#input[0];
    const fixed: Record<number, number> = { 0: 20, 3: 10, 4: 8, 5: 6 };
    if (type === undefined) return undefined;
    if (type === 2) return this.#input.length >= 4 ? this.#encodings(this.#input.readUInt16BE(2)) : undefined;
    if (type === 6) return this.#input.length >= 8 ? this.#skip(8 + this.#input.readUInt32BE(4)) : undefined;
    if (type !== 3) return this.#skip(fixed[type] ?? this.#input.length);
    const request = this.#take(10);
    if (!request) return undefined;
    return request[1] === 0 ? this.#screen() : Buffer.alloc(0);
  }

  #encodings(count: number): Buffer | undefined {
    const message = this.#take(4 + 4 * count);
    if (!message) return undefined;
    for (let at = 4; at < message.length; at += 4) this.#speaksRre ||= message.readInt32BE(at) === RRE;
    return Buffer.alloc(0);
  }

  #skip(length: number): Buffer | undefined {
    return this.#take(length) ? Buffer.alloc(0) : undefined;
  }

  #screen(): Buffer {
    const head = Buffer.alloc(16);
    head.writeUInt16BE(1, 2);
    head.writeUInt16BE(WIDTH, 8);
    head.writeUInt16BE(HEIGHT, 10);
    head.writeInt32BE(this.#speaksRre ? RRE : RAW, 12);
    const text = drawText([
      `Debian GNU/Linux 13 ${this.#name} tty1`,
      "",
      `${this.#name} login: _`,
      "",
      "This machine is simulated.",
      "No system runs behind this screen.",
    ]);
    return Buffer.concat([head, this.#speaksRre ? rre(text) : raw(text)]);
  }
}

function rre(text: Rectangle[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(text.length);
  const painted = text.map(({ x, y, width, height }) => {
    const where = Buffer.alloc(8);
    for (const [index, value] of [x, y, width, height].entries()) where.writeUInt16BE(value, index * 2);
    return Buffer.concat([INK, where]);
  });
  return Buffer.concat([count, PAPER, ...painted]);
}

function raw(text: Rectangle[]): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4, PAPER);
  for (const { x, y, width, height } of text)
    for (let row = y; row < Math.min(y + height, HEIGHT); row++)
      pixels.fill(INK, (row * WIDTH + Math.min(x, WIDTH)) * 4, (row * WIDTH + Math.min(x + width, WIDTH)) * 4);
  return pixels;
}
