import { SteppedClock } from "@hostwright/core/kernel/clock";
import { beforeEach, expect, test } from "vitest";
import { FileLocks, type LockWish } from "./locks.ts";

let clock: SteppedClock;
let locks: FileLocks;
let said: string[];
beforeEach(() => {
  clock = new SteppedClock();
  locks = new FileLocks(clock);
  said = [];
});

const wish = (shared: boolean, vmid = 100): LockWish => ({ node: "pve1", vmid, shared, seconds: 1 });
const take = (holder: string, shared: boolean, vmid = 100) =>
  locks.acquire(
    wish(shared, vmid),
    holder,
    1000,
    () => said.push(`${holder} granted`),
    () => said.push(`${holder} expired`),
  );

test("readers share; a writer waits for all of them, and is alone", () => {
  expect([take("a", true), take("b", true), take("w", false)]).toEqual([true, true, false]);
  locks.release(wish(true), "a");
  expect(said).toEqual([]);
  locks.release(wish(true), "b");
  expect(said).toEqual(["w granted"]);
  expect(take("c", true)).toBe(false);
});

test("who comes later waits behind a waiting writer, and all readers behind it get in together", () => {
  take("a", false);
  expect([take("b", true), take("c", true)]).toEqual([false, false]);
  locks.release(wish(false), "a");
  expect(said).toEqual(["b granted", "c granted"]);
});

test("a wait ends after its time, and lets those behind it in", async () => {
  take("a", true);
  take("w", false);
  await clock.advance(500);
  expect(take("b", true)).toBe(false);
  await clock.advance(500);
  expect(said).toEqual(["w expired", "b granted"]);
});

test("each VM and each node has a lock file of its own", () => {
  take("a", false);
  expect(take("b", false, 101)).toBe(true);
});
