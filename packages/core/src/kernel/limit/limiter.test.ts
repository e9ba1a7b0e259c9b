import { expect, test } from "vitest";
import { SteppedClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { Limiter } from "./limiter.ts";
import { MemoryStore } from "./memory.ts";
import type { Bucket } from "./rate.ts";
import type { LimitStore } from "./store.ts";

const buckets: Bucket[] = [{ policy: "sign-in-address", id: "a", rate: { limit: 10, seconds: 60, burst: 3 } }];

/** A limiter whose store can be taken away; `asked` counts what reached it. */
function stage() {
  const clock = new SteppedClock();
  const inner = new MemoryStore(() => clock.now().getTime() * 1000);
  const store = { gone: false, asked: 0, checked: 0 };
  const down = () => Promise.reject(new Error("gone"));
  const shared: LimitStore = {
    name: "redis",
    take: (wanted) => {
      store.asked += 1;
      return store.gone ? down() : inner.take(wanted);
    },
    check: () => {
      store.checked += 1;
      return store.gone ? down() : Promise.resolve();
    },
    close: async () => undefined,
  };
  const lines: string[] = [];
  const note = (message: string) => void lines.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note, with: () => log };
  return { clock, store, lines, limiter: new Limiter({ store: shared, clock, log }) };
}

test("without its store, general traffic passes unlimited and sign-in is limited by this process", async () => {
  const { limiter, store } = stage();
  store.gone = true;
  for (let i = 0; i < 100; i++) expect((await limiter.take(buckets, false)).allowed).toBe(true);
  const tries = [];
  for (let i = 0; i < 6; i++) tries.push((await limiter.take(buckets, true)).allowed);
  expect(tries).toEqual([true, true, true, false, false, false]);
});

test("a store that is away is not asked again by requests, but looked at beside them, later and later", async () => {
  const { limiter, store, clock, lines } = stage();
  store.gone = true;
  for (let i = 0; i < 50; i++) await limiter.take(buckets, false);
  expect(store).toMatchObject({ asked: 1, checked: 0 });
  await clock.advance(1000);
  for (let i = 0; i < 50; i++) await limiter.take(buckets, false);
  expect(store).toMatchObject({ asked: 1, checked: 1 });
  await clock.advance(1000);
  await limiter.take(buckets, false);
  expect(store.checked).toBe(1);
  await clock.advance(1000);
  await limiter.take(buckets, false);
  expect(store.checked).toBe(2);
  expect(lines).toEqual(["rate limit store away"]);
});

test("while it stays away each process says so once a minute, and once it is back it counts again", async () => {
  const { limiter, store, clock, lines } = stage();
  store.gone = true;
  for (let minute = 0; minute < 3; minute++) {
    await limiter.take(buckets, false);
    await clock.advance(60_000);
    await limiter.take(buckets, false);
  }
  expect(lines).toEqual([
    "rate limit store away",
    "rate limit store away",
    "rate limit store away",
    "rate limit store away",
  ]);
  store.gone = false;
  await clock.advance(60_000);
  await limiter.take(buckets, false);
  await clock.advance(1);
  expect(lines.at(-1)).toBe("rate limit store back");
  const verdicts = [];
  for (let i = 0; i < 4; i++) verdicts.push(await limiter.take(buckets, false));
  expect(verdicts.map(({ allowed, shared }) => [allowed, shared])).toEqual([
    [true, true],
    [true, true],
    [true, true],
    [false, true],
  ]);
});
