import { expect, test } from "vitest";
import { SteppedClock, sleep } from "./clock.ts";

test("timers fire in order, each at its own moment", async () => {
  const clock = new SteppedClock(new Date(0));
  const fired: [string, number][] = [];
  const note = (name: string) => () => void fired.push([name, clock.now().getTime()]);
  clock.after(300, note("late"));
  clock.after(100, () => {
    note("early")();
    clock.after(100, note("chained"));
  });
  const cancel = clock.after(150, note("cancelled"));
  cancel();
  await clock.advance(300);
  expect(fired).toEqual([
    ["early", 100],
    ["chained", 200],
    ["late", 300],
  ]);
});

test("sleep ends with the clock, or with the signal's reason", async () => {
  const clock = new SteppedClock();
  const slept = sleep(clock, 1000);
  await clock.advance(1000);
  await slept;
  const stop = new AbortController();
  const stopped = sleep(clock, 1000, stop.signal);
  stop.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
  expect(clock.untilNext).toBeUndefined();
});

test("a leap in the middle of an advance is not taken back at its end", async () => {
  const clock = new SteppedClock(new Date(0));
  clock.after(50, () => clock.leap(1000));
  await clock.advance(100);
  expect(clock.now().getTime()).toBe(1050);
});
