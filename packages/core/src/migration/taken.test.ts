import { expect, test } from "vitest";
import type { Store } from "./store.ts";
import { Taken } from "./taken.ts";

/** A target in which these addresses sign in. */
function holding(emails: readonly string[]): Store {
  const none = async () => {};
  return {
    query: async <R extends object>() => emails.map((key): R => Object.assign(Object.create(null), { key })),
    write: none,
    copy: none,
    send: none,
    close: none,
  };
}
const addresses = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `person${from + i}@example.com`);

test("what is here is always asked for, what is new hardly ever, and a second time it is not new", async () => {
  const taken = new Taken(holding(["ada@example.com"]));
  const fresh = addresses(0, 20_000);
  expect(await taken.suspects("emails", ["ada@example.com"])).toEqual([0]);
  expect((await taken.suspects("emails", fresh)).length).toBeLessThan(20);
  expect(await taken.suspects("emails", fresh)).toHaveLength(20_000);
});

test("none is forgotten, however many they are", async () => {
  const taken = new Taken(holding([]));
  for (let from = 0; from < 400_000; from += 100_000) await taken.suspects("emails", addresses(from, 100_000));
  expect(await taken.suspects("emails", addresses(0, 100_000))).toHaveLength(100_000);
});

test("into a target that holds much, everything is asked for", async () => {
  const taken = new Taken(holding(addresses(0, 5_001)));
  expect(await taken.suspects("emails", ["new@example.com"])).toEqual([0]);
});
