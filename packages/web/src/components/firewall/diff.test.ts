import { describe, expect, test } from "vitest";
import { diffOf } from "./diff.ts";
import { keepsSsh, type Rule, ruleText, type Settings, TEMPLATES } from "./rules.ts";

const rule = (port: string, change: Partial<Rule> = {}): Rule => ({
  direction: "in",
  protocol: "tcp",
  ports: [port],
  sources: [],
  destinations: [],
  action: "accept",
  description: "",
  ...change,
});
const list = (...rules: Rule[]): Settings => ({ rules, default_in: "drop", default_out: "accept" });
const told = (before: Settings, after: Settings) =>
  diffOf(before, after).lines.map(({ kind, rule: { ports } }) => `${kind} ${ports}`);

describe("what changes between two lists", () => {
  test("nothing", () => {
    expect(diffOf(list(rule("22")), list(rule("22")))).toMatchObject({ same: true, defaults: [] });
  });
  test("one more, one less", () => {
    expect(told(list(rule("22"), rule("80")), list(rule("22"), rule("443")))).toEqual([
      "kept 22",
      "added 443",
      "removed 80",
    ]);
  });
  test("the order alone: it decides which rule is asked first", () => {
    const diff = diffOf(list(rule("22"), rule("80")), list(rule("80"), rule("22")));
    expect(diff.same).toBe(false);
    expect(diff.lines.map(({ kind }) => kind).sort()).toEqual(["kept", "moved"]);
  });
  test("what happens to the rest", () => {
    expect(diffOf(list(), { ...list(), default_in: "accept" })).toMatchObject({
      same: false,
      defaults: [{ direction: "in", before: "drop", after: "accept" }],
    });
  });
});

test("a rule reads as a sentence", () => {
  expect(ruleText(rule("22", { sources: ["192.0.2.0/24"] }))).toBe("Accept TCP 22 in from 192.0.2.0/24");
  expect(ruleText(rule("25", { direction: "out", action: "drop" }))).toBe("Drop TCP 25 out to anywhere");
});

test("a list that shuts SSH out is noticed", () => {
  expect(keepsSsh(list(rule("20-30")))).toBe(true);
  expect(keepsSsh(list(rule("80")))).toBe(false);
  expect(keepsSsh(list(rule("22", { action: "drop" }), rule("22")))).toBe(false);
  expect(keepsSsh(list(rule("22", { action: "drop", sources: ["192.0.2.0/24"] }), rule("22")))).toBe(true);
  for (const { name, settings } of TEMPLATES) expect([name, keepsSsh(settings)]).toEqual([name, true]);
});
