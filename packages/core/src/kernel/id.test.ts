import fc from "fast-check";
import { expect, test } from "vitest";
import { isId, newId } from "./id.ts";

test("ids of later moments sort after ids of earlier ones", () => {
  const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      fc.pre(a !== b);
      const [earlier, later] = a < b ? [a, b] : [b, a];
      expect(newId("srv", new Date(earlier)) < newId("srv", new Date(later))).toBe(true);
    }),
  );
});

test("ids of one moment differ", () => {
  const now = new Date();
  expect(new Set(Array.from({ length: 1000 }, () => newId("srv", now))).size).toBe(1000);
});

test("an id is recognised by its prefix and its letters", () => {
  const id = newId("srv", new Date());
  expect(isId("srv", id)).toBe(true);
  expect(isId("act", id)).toBe(false);
  expect(isId("srv", `${id}x`)).toBe(false);
  expect(isId("srv", id.replace(/.$/, "u"))).toBe(false);
  expect(isId("srv", 7)).toBe(false);
});
