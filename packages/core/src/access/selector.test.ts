import { describe, expect, test } from "vitest";
import { AppError } from "../kernel/index.ts";
import { meets, parseSelector } from "./selector.ts";

describe("label selectors", () => {
  test.each([
    ["env=prod", [{ key: "env", negated: false, values: ["prod"] }]],
    ["env == prod", [{ key: "env", negated: false, values: ["prod"] }]],
    ["env!=prod", [{ key: "env", negated: true, values: ["prod"] }]],
    ["env", [{ key: "env", negated: false, values: null }]],
    ["!env", [{ key: "env", negated: true, values: null }]],
    ["env in (prod, test)", [{ key: "env", negated: false, values: ["prod", "test"] }]],
    ["env notin (prod)", [{ key: "env", negated: true, values: ["prod"] }]],
    ["example.com/team=web", [{ key: "example.com/team", negated: false, values: ["web"] }]],
    ["empty=", [{ key: "empty", negated: false, values: [""] }]],
    ["", []],
  ])("%s", (text, expected) => expect(parseSelector(text)).toEqual(expected));

  test("commas separate requirements, except in a list", () => {
    expect(parseSelector("a in (1,2),!b").map((one) => one.key)).toEqual(["a", "b"]);
  });

  test.each(["=x", "a=b=c", "a in 1,2", "a b", "(a)", "a,,b", "a in (b"])("%s is refused by name", (text) => {
    expect(() => parseSelector(text)).toThrow(AppError);
  });
});

describe("labels meet a selector", () => {
  const labels = { env: "prod", team: "web" };
  test.each([
    ["", true],
    ["env=prod,team", true],
    ["env=test", false],
    ["env!=test", true],
    ["env!=prod", false],
    ["zone!=a", true],
    ["!zone", true],
    ["!env", false],
    ["env in (prod,test)", true],
    ["env notin (prod,test)", false],
  ])("%s: %s", (text, expected) => expect(meets(labels, parseSelector(text))).toBe(expected));
});
