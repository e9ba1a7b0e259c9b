import { beforeEach, expect, test } from "vitest";
import { SteppedClock } from "../kernel/clock.ts";
import { Channel } from "./channel.ts";
import { DATA_BYTES, FRAME_BYTES, type Frame, writeFrame } from "./frames.ts";

/** Two channels with a wire between them that a test holds in its hands. */
class Ends {
  readonly clock = new SteppedClock();
  /** On their way, not delivered. */
  readonly toRight: Frame[] = [];
  readonly toLeft: Frame[] = [];
  heard = "";
  writable = 0;
  failed: string | undefined;
  readonly left = this.#end(this.toRight, () => undefined);
  readonly right = this.#end(this.toLeft, (text) => {
    this.heard += text;
  });

  #end(wire: Frame[], hear: (text: string) => void): Channel {
    return new Channel({
      after: (ms, callback) => this.clock.after(ms, callback),
      transmit: (frame) => wire.push(frame),
      receive: (bytes) => hear(Buffer.from(bytes).toString("latin1")),
      writable: () => {
        this.writable += 1;
      },
      fail: (code) => {
        this.failed = code;
      },
    });
  }

  /** Writes on the left, each text a message of its own. */
  async say(...texts: string[]): Promise<void> {
    for (const text of texts) {
      this.left.write(Buffer.from(text, "latin1"));
      await this.clock.advance(10);
    }
  }

  deliver(frames: Frame[]): void {
    for (const frame of frames) this.right.take(frame);
  }

  /** Delivers everything both ways until nothing is under way. */
  async settle(): Promise<void> {
    while (this.toRight.length + this.toLeft.length > 0) {
      for (const frame of this.toRight.splice(0)) this.right.take(frame);
      for (const frame of this.toLeft.splice(0)) this.left.take(frame);
      await this.clock.advance(150);
    }
  }
}

let ends: Ends;
beforeEach(async () => {
  ends = new Ends();
  ends.left.connect();
  ends.right.connect();
  await ends.settle();
});
const data = (frames: Frame[]) => frames.filter((frame) => frame.t === "data");

test("messages that overtake each other arrive in order, and those that come twice once", async () => {
  await ends.say("a", "b", "c");
  const [a, b, c] = data(ends.toRight.splice(0));
  if (!a || !b || !c) throw new Error("three messages");
  ends.deliver([c, a, a, c, b, b]);
  expect(ends.heard).toBe("abc");
});

test("what one connection lost, the next one brings", async () => {
  await ends.say("a", "b");
  const [first] = ends.toRight.splice(0);
  if (first) ends.deliver([first]);
  ends.left.disconnect();
  await ends.say("c");
  expect(ends.toRight).toEqual([]);
  ends.left.connect();
  await ends.settle();
  expect(ends.heard).toBe("abc");
});

test("a message that never comes ends it after five seconds", async () => {
  await ends.say("a", "b");
  ends.deliver(data(ends.toRight.splice(0)).slice(1));
  await ends.clock.advance(4_900);
  expect(ends.failed).toBeUndefined();
  await ends.clock.advance(200);
  expect(ends.failed).toBe("frames_lost");
  expect(ends.heard).toBe("");
});

test("every message fits a frame of API Gateway, and what is large is cut", async () => {
  const large = "x".repeat(DATA_BYTES * 3 + 1);
  ends.left.write(Buffer.from(large, "latin1"));
  await ends.clock.advance(10);
  const messages = data(ends.toRight);
  expect(messages).toHaveLength(4);
  for (const message of messages) expect(writeFrame(message).length).toBeLessThanOrEqual(FRAME_BYTES);
  await ends.settle();
  expect(ends.heard).toBe(large);
});

test("a reader that is slow stops the writer, which hears when it may go on", async () => {
  const chunk = Buffer.alloc(DATA_BYTES);
  let written = 0;
  while (ends.left.write(chunk)) written += 1;
  expect(data(ends.toRight)).toHaveLength(16);
  expect(written).toBeLessThan(40);
  expect(ends.writable).toBe(0);
  await ends.settle();
  expect(ends.writable).toBe(1);
  expect(ends.heard.length).toBe((written + 1) * DATA_BYTES);
});

test("a writer that does not stop is ended before it fills the memory", () => {
  for (let bytes = 0; bytes < 2 * 1024 * 1024; bytes += 64 * 1024) ends.left.write(Buffer.alloc(64 * 1024));
  expect(ends.failed).toBe("too_slow");
});

test("a reader that answers nothing for thirty seconds is given up, one that slept is not", async () => {
  await ends.say("a");
  ends.clock.leap(3_600_000);
  expect(ends.failed).toBeUndefined();
  await ends.settle();
  expect(ends.heard).toBe("a");
  await ends.say("b");
  await ends.clock.advance(31_000);
  expect(ends.failed).toBe("too_slow");
});

test("a message beyond what may be under way, or that acknowledges what was never sent, is no partner's", async () => {
  ends.right.take({ t: "data", n: 16, a: 0, d: "" });
  expect(ends.failed).toBe("frames_lost");
  ends.failed = undefined;
  ends.left.take({ t: "ack", a: 1 });
  expect(ends.failed).toBe("frames_lost");
});
