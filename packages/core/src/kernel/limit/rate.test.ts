import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryStore } from "./memory.ts";
import { asked, type Bucket, rateOf, rateSetting, standing } from "./rate.ts";

const SECOND = 1_000_000;
const bucket = (limit: number, seconds: number, burst: number): Bucket => ({
  policy: "key",
  id: "k",
  rate: { limit, seconds, burst },
});

test("a setting says limit, window and burst", () => {
  expect(rateSetting.parse("1000/60+200")).toEqual({ limit: 1000, seconds: 60, burst: 200 });
  expect(rateSetting.parse("10/60")).toEqual({ limit: 10, seconds: 60, burst: 2 });
  for (const wrong of ["", "10", "0/60", "10/0", "10/60+0", "-1/60", "10/60 ", "1e3/60"])
    expect(rateSetting.safeParse(wrong).success, wrong).toBe(false);
  expect(rateOf(5000, { limit: 1000, seconds: 60, burst: 200 })).toEqual({ limit: 5000, seconds: 60, burst: 1000 });
});

test("whatever comes when: no window passes more than limit and burst, and who keeps asking gets it all", () => {
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 * SECOND })), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), gaps, (limit, burst, pauses) => {
      let now = 1_700_000_000 * SECOND;
      const store = new MemoryStore(() => now);
      const one = bucket(limit, 60, burst);
      const passed: number[] = [];
      for (const pause of pauses) {
        now += pause;
        if (store.takeNow([asked(one)]).allowed) passed.push(now);
      }
      for (const from of passed)
        expect(passed.filter((at) => at >= from && at < from + 60 * SECOND).length).toBeLessThanOrEqual(limit + burst);
    }),
  );
  let now = 0;
  const store = new MemoryStore(() => now);
  let passed = 0;
  for (; now < 600 * SECOND; now += SECOND / 10) if (store.takeNow([asked(bucket(100, 60, 20))]).allowed) passed += 1;
  expect(passed).toBeGreaterThanOrEqual((20 + 1000 - 1) * 0.99);
});

test("either all buckets of a request are taken from, or none is", () => {
  const store = new MemoryStore(() => 0);
  const [wide, narrow] = [asked({ ...bucket(100, 60, 10), id: "wide" }), asked({ ...bucket(1, 60, 1), id: "narrow" })];
  expect(store.takeNow([wide, narrow]).allowed).toBe(true);
  for (let i = 0; i < 50; i++) expect(store.takeNow([wide, narrow]).allowed).toBe(false);
  for (let i = 0; i < 9; i++) expect(store.takeNow([wide]).allowed).toBe(true);
  expect(store.takeNow([wide]).allowed).toBe(false);
});

test("says what remains, when it is all there again, and when to come back", () => {
  const one = bucket(60, 60, 5);
  const at = 100 * SECOND;
  expect(standing(one, at, at)).toMatchObject({ remaining: 5, reset: 0, retryAfter: 0 });
  expect(standing(one, at, at + 2 * SECOND)).toMatchObject({ remaining: 3, reset: 2, retryAfter: 0 });
  expect(standing(one, at, at + 5 * SECOND)).toMatchObject({ remaining: 0, reset: 5, retryAfter: 1 });
});

test("an attacker's many addresses do not fill the memory", () => {
  const store = new MemoryStore(() => 0);
  for (let i = 0; i < 25_000; i++) store.takeNow([asked({ ...bucket(10, 60, 1), id: `address:${i}` })]);
  expect(store.takeNow([asked({ ...bucket(10, 60, 1), id: "address:24999" })]).allowed).toBe(false);
  expect(store.takeNow([asked({ ...bucket(10, 60, 1), id: "address:0" })]).allowed).toBe(true);
});
