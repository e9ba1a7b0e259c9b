import { type Clock, SteppedClock, systemClock } from "@hostwright/core/kernel/clock";

/** How time passes in a test system. */
export interface Time {
  readonly clock: Clock;
  /** Moves a stepped clock `ms` forward in one leap or in leaps of `stepMs`, with a breath after each for what it sets in motion. */
  jump(ms: number, stepMs?: number): Promise<void>;
  stop(): void;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const realTime: Time = {
  clock: systemClock,
  jump: () => Promise.reject(new Error("this system runs on the real clock: start it with a pace")),
  stop() {},
};

/** Longest stretch of real time that counts at once: a busy machine slows the clock down instead of making it leap. */
const MOST_MS = 20;
const BREATH_MS = 10;

/** A stepped clock that goes `pace` times as fast as the real one while nobody makes it jump; the real clock without a pace. */
export function passTime(pace: number | undefined): Time {
  if (pace === undefined) return realTime;
  const clock = new SteppedClock(new Date("2026-11-20T12:00:00Z"));
  let jumping = 0;
  let advancing = false;
  let last = performance.now();
  const pump = setInterval(async () => {
    const now = performance.now();
    const passed = Math.min(now - last, MOST_MS);
    last = now;
    if (advancing || jumping > 0) return;
    advancing = true;
    await clock.advance(passed * pace);
    advancing = false;
  }, 5);
  return {
    clock,
    async jump(ms, stepMs = ms) {
      jumping += 1;
      for (let left = ms; left > 0; left -= stepMs) {
        clock.leap(Math.min(left, stepMs));
        await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      }
      jumping -= 1;
    },
    stop: () => clearInterval(pump),
  };
}

/** The first value of `look` that is not undefined, looked for every few milliseconds of real time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  ms = 30_000,
): Promise<T> {
  for (const deadline = performance.now() + ms; performance.now() < deadline; ) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what}: not within ${ms} ms`);
}

/** Lets that many pieces of work go on at a time; the others wait for their turn. */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
