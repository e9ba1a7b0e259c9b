import { expect, test } from "vitest";
import { TargetIds } from "./target-ids.ts";

const target = (number: number) => `srv_${String(number).padStart(26, "0")}`;

test("every row is found again: numbers in order, in disorder, and ids that are no numbers", () => {
  const ids = new TargetIds();
  for (let number = 1; number <= 10_000; number += 3) ids.add(String(number), target(number));
  ids.add("2", target(2));
  ids.add("007", target(7));
  ids.add("pve:1", target(9));
  expect(ids.get("1")).toBe(target(1));
  expect(ids.get("9997")).toBe(target(9997));
  expect([ids.get("2"), ids.get("007"), ids.get("pve:1")]).toEqual([target(2), target(7), target(9)]);
  expect([ids.get("3"), ids.get("0"), ids.get(""), ids.get("10003"), ids.get("7.0")]).toEqual(Array(5).fill(undefined));
  expect(ids.has("7")).toBe(true);
  expect(ids.has("8")).toBe(false);
});

test("an id of another length is kept as it is", () => {
  const ids = new TargetIds();
  ids.add("1", target(1));
  ids.add("2", "EUR");
  expect(ids.get("2")).toBe("EUR");
});
