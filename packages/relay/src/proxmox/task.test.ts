import { SteppedClock } from "@hostwright/core/kernel/clock";
import { describe, expect, test } from "vitest";
import type { Proxmox } from "./client.ts";
import { ProxmoxError, TaskFailure, TaskLost } from "./error.ts";
import { fractionIn, parseUpid, waitTask } from "./task.ts";

const UPID = "UPID:pve1:0000A1B2:0012D687:6740A000:qmclone:9000:hostwright@pve!relay:";
const lost = new ProxmoxError({ method: "GET", outcome: "unsent", status: 596, reason: "broken pipe" });

/** A Proxmox that only knows one task, told what to answer to each question about it. */
function answering(status: () => object | Error, log: object[] = []): Proxmox & { asked: number } {
  const proxmox = {
    asked: 0,
    async read(method: string) {
      if (method.endsWith("/log")) return log;
      proxmox.asked += 1;
      const answer = status();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    write: () => Promise.reject(new Error("a waiter changes nothing")),
  };
  return proxmox as unknown as Proxmox & { asked: number };
}

const settled = async <T>(clock: SteppedClock, promise: Promise<T>, limitMs = 600_000): Promise<T> => {
  let done = false;
  const watched = promise.finally(() => {
    done = true;
  });
  watched.catch(() => {});
  for (let passed = 0; !done && passed < limitMs; passed += 500) await clock.advance(500);
  return watched;
};

describe("waiting for a task", () => {
  test("reads the UPID", () => {
    expect(parseUpid(UPID)).toEqual({
      node: "pve1",
      type: "qmclone",
      id: "9000",
      user: "hostwright@pve!relay",
      startedAt: new Date(0x6740a000 * 1000),
    });
    expect(() => parseUpid("nonsense")).toThrow(TaskLost);
  });

  test("asks often at first, then once a second", async () => {
    const clock = new SteppedClock();
    const start = clock.now().getTime();
    const proxmox = answering(() =>
      clock.now().getTime() - start >= 60_000 ? { status: "stopped", exitstatus: "OK" } : { status: "running" },
    );
    const waiting = waitTask(proxmox, UPID, { clock });
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(200);
    expect(proxmox.asked).toBeGreaterThanOrEqual(4);
    expect(await settled(clock, waiting)).toBe("OK");
    expect(proxmox.asked).toBeLessThan(120);
  });

  test("tells how far the task is, from its log", async () => {
    const clock = new SteppedClock();
    const seen: number[] = [];
    const proxmox = answering(
      () =>
        clock.now().getTime() > Date.parse("2026-01-01T00:00:05Z")
          ? { status: "stopped", exitstatus: "WARNINGS: 1" }
          : { status: "running" },
      [{ n: 1, t: "transferred 3.2 GiB of 10.0 GiB (32.00%)" }],
    );
    expect(
      await settled(clock, waitTask(proxmox, UPID, { clock, onFraction: (fraction) => seen.push(fraction) })),
    ).toBe("WARNINGS: 1");
    expect(seen).toEqual([0.32]);
    expect(fractionIn("no number here")).toBe(0);
  });

  test("keeps Proxmox's words when it fails", async () => {
    const clock = new SteppedClock();
    const proxmox = answering(() => ({ status: "stopped", exitstatus: "clone failed: no space left" }));
    await expect(waitTask(proxmox, UPID, { clock })).rejects.toThrow(
      new TaskFailure(UPID, "clone failed: no space left"),
    );
  });

  test("survives a node that is away for a while, and gives up on one that stays away", async () => {
    const clock = new SteppedClock();
    const start = clock.now().getTime();
    const away = (from: number, until: number) => () => {
      const at = clock.now().getTime() - start;
      return at >= from && at < until ? lost : { status: at >= until ? "stopped" : "running", exitstatus: "OK" };
    };
    expect(await settled(clock, waitTask(answering(away(1_000, 30_000)), UPID, { clock }))).toBe("OK");
    await expect(
      settled(
        clock,
        waitTask(
          answering(() => lost),
          UPID,
          { clock },
        ),
      ),
    ).rejects.toThrow(TaskLost);
  });

  test("ends with its signal", async () => {
    const clock = new SteppedClock();
    const stop = new AbortController();
    const waiting = waitTask(
      answering(() => ({ status: "running" })),
      UPID,
      { clock, signal: stop.signal },
    );
    waiting.catch(() => {});
    await clock.advance(100);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });
});
