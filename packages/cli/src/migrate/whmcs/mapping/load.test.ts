import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseMapping } from "./load.ts";

const broken = (text: string): string => {
  try {
    parseMapping(text, "mapping.yaml");
    return "accepted";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

describe("a broken mapping file names the line and the reason", () => {
  test.each([
    ["version: 1\nproducts:\n  12:\n    memory_mb: {unit: XB}\n", /^mapping\.yaml:4: products\.12\.memory_mb\.unit: /],
    ["version: 1\nproducts:\n  12:\n    memory: 4\n", /^mapping\.yaml:4: products\.12\.memory: no such key here$/],
    ["version: 1\nproducts:\n  twelve: {as: server}\n", /^mapping\.yaml:3: .*whole number/],
    ["version: 1\n\nadopt:\n  6: {vmid: 5}\n", /^mapping\.yaml:4: adopt\.6\.vmid: /],
    ["version: 1\nimages:\n  Debian 13: Debian_13!\n", /^mapping\.yaml:3: images\.Debian 13: lower-case/],
    ["version: 1\ndates:\n  tblhosting:5: 2024-01-01\n", /^mapping\.yaml:3: .*table:id\.column/],
    ["version: 1\ntimezone: Mars/Olympus\n", /^mapping\.yaml:2: timezone: there is no time zone/],
    ["version: 2\n", /^mapping\.yaml:1: version: /],
    ["version: 1\nproducts: [\n", /^mapping\.yaml:\d+: /],
    ["", /^mapping\.yaml: /],
  ])("%j", (text, expected) => {
    expect(broken(text)).toMatch(expected);
  });

  test("every problem at once", () => {
    expect(broken("version: 1\nfoo: 1\nbar: 2\n").split("\n")).toEqual([
      "mapping.yaml:2: foo: no such key here",
      "mapping.yaml:3: bar: no such key here",
    ]);
  });
});

test("a file of decisions is read", () => {
  const mapping = parseMapping(
    [
      "version: 1",
      "timezone: Europe/Berlin",
      "products:",
      "  3: {as: server, cores: 2, memory_mb: {from: 'option:9', unit: MB, values: {unlimited: 65536}}}",
      "options:",
      "  9: {is: memory_mb, 41: 4096}",
      "text: {repair_mojibake: true, 'tblclients:4.firstname': Zoë}",
      "adopt: {5: none}",
    ].join("\n"),
    "mapping.yaml",
  );
  expect(mapping.products["3"]).toMatchObject({ cores: 2, memory_mb: { unit: "MB", values: { unlimited: 65536 } } });
  expect(mapping.options["9"]).toEqual({ is: "memory_mb", "41": 4096 });
  expect(mapping.adopt).toEqual({ "5": "none" });
});

test("the example in the documentation is a mapping file", () => {
  const page = readFileSync(new URL("../../../../../../docs/migrate/mapping.md", import.meta.url), "utf8");
  const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(parseMapping(example, "docs/migrate/mapping.md").timezone).toBe("Europe/Berlin");
});
