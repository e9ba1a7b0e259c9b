import { beforeEach, expect, test } from "vitest";
import { SteppedClock } from "../kernel/clock.ts";
import { type Frame, PING_MS, RENEW_MS, readFrame, writeFrame } from "./frames.ts";
import { type LineEvents, Link } from "./link.ts";

/** A WebSocket API that does what the test says. */
class Cloud {
  readonly clock = new SteppedClock();
  readonly dialled: { ticket: string; events: LineEvents; sent: (Frame | undefined)[]; closed: boolean }[] = [];
  readonly peers: boolean[] = [];
  lost = false;
  readonly link = new Link({
    after: (ms, callback) => this.clock.after(ms, callback),
    ticket: "first",
    dial: (ticket, events) => {
      const line = { ticket, events, sent: [] as (Frame | undefined)[], closed: false };
      this.dialled.push(line);
      return {
        send: (text) => line.sent.push(readFrame(text)),
        close: () => {
          line.closed = true;
        },
      };
    },
    frame: () => undefined,
    peer: (there) => this.peers.push(there),
    lost: () => {
      this.lost = true;
    },
  });

  get line() {
    const last = this.dialled.at(-1);
    if (!last) throw new Error("not dialled");
    return last;
  }

  /** Lets the last line in and welcomes it. */
  accept(resume: string): void {
    this.line.events.open();
    this.line.events.message(writeFrame({ t: "welcome", resume, peer: true }));
  }
}

let cloud: Cloud;
beforeEach(() => {
  cloud = new Cloud();
  cloud.link.start();
});

test("says hello, and learns whether the other side is there", () => {
  cloud.accept("second");
  expect(cloud.line.sent).toEqual([{ t: "hello" }]);
  expect(cloud.peers).toEqual([true]);
});

test("dials anew with the next ticket when its connection breaks", async () => {
  cloud.accept("second");
  cloud.line.events.close();
  expect(cloud.peers).toEqual([true, false]);
  await cloud.clock.advance(250);
  expect(cloud.line.ticket).toBe("second");
  cloud.accept("third");
  expect(cloud.peers).toEqual([true, false, true]);
});

test("dials anew before the two hours are over, and hangs the old connection up when the new one is open", async () => {
  cloud.accept("second");
  const [old] = cloud.dialled;
  for (let passed = 0; passed < RENEW_MS; passed += PING_MS) {
    await cloud.clock.advance(PING_MS);
    if (cloud.line === old) old.events.message(writeFrame({ t: "pong" }));
  }
  expect(cloud.line.ticket).toBe("second");
  expect(old?.closed).toBe(false);
  cloud.accept("third");
  expect(old?.closed).toBe(true);
  old?.events.close();
  expect(cloud.lost).toBe(false);
});

test("takes a connection that answers no ping for broken", async () => {
  cloud.accept("second");
  await cloud.clock.advance(3 * PING_MS);
  expect(cloud.dialled[0]?.closed).toBe(true);
  await cloud.clock.advance(250);
  expect(cloud.line.ticket).toBe("second");
});

test("gives up when it has no ticket for another connection, or none is let in", async () => {
  cloud.line.events.open();
  cloud.line.events.close();
  expect(cloud.lost).toBe(true);

  const other = new Cloud();
  other.link.start();
  for (let tries = 0; tries < 9; tries++) {
    other.line.events.close();
    await other.clock.advance(60_000);
  }
  expect(other.lost).toBe(true);
  expect(other.dialled).toHaveLength(9);
});
