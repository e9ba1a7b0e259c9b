import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { type Mapping, mappingSchema } from "../mapping/schema.ts";
import type { Choice } from "./choice.ts";
import { parseOptionName } from "./option-name.ts";
import { recipes } from "./recipe.ts";
import { type SpecSources, specOf } from "./spec.ts";

const option = (id: number, name: string, value: Choice["value"]): Choice => ({
  from: `option:${id}`,
  name: parseOptionName(name),
  value,
});
const dropDown = (text: string, sub = 1): Choice["value"] => ({ kind: "text", text: parseOptionName(text), sub });
const quantity = (count: number, of: string): Choice["value"] => ({
  kind: "quantity",
  count,
  of: parseOptionName(of),
  sub: 1,
});
const field = (id: number, name: string, text: string): Choice => ({
  from: `field:${id}`,
  name: parseOptionName(name),
  value: { kind: "text", text: parseOptionName(text), sub: null },
});

/** The specification of a service of product 3 that chose so. */
function spec(
  choices: Choice[],
  mapping: Omit<z.input<typeof mappingSchema>, "version"> = {},
  more: Partial<SpecSources> = {},
) {
  const decided: Mapping = mappingSchema.parse({ version: 1, ...mapping });
  const sources = { recipe: recipes(decided)(3), choices, base: {}, quantity: 1, extra: {}, ...more };
  return specOf(sources, decided);
}
const memory = (choices: Choice[], mapping: Parameters<typeof spec>[1] = {}, more: Partial<SpecSources> = {}) => {
  const { spec: result, problems } = spec(choices, mapping, more);
  return problems[0]?.code ?? result.memory_mb;
};

describe("memory of one drop-down", () => {
  test.each([
    ["RAM", "4 GB", 4096],
    ["ram_gb", "4", 4096],
    ["ram|RAM (GB)", "4|4 GB", 4096],
    ["Memory", "4096|4 GB", 4096],
    ["Memory", "4 GB|four|gigabytes", 4096],
    ["Memory", "plan_a|4 GB", 4096],
    ["Memory", "2|4 GB", "ambiguous_field"],
    ["Memory", "2 GB|4 GB", "ambiguous_field"],
    ["RAM", "4096", "unreadable_unit"],
    ["RAM", "4 cores", "unreadable_unit"],
    ["RAM", "99 TB", "unreadable_unit"],
    ["RAM", "0 GB", "unreadable_unit"],
    ["RAM", "unlimited", "unlimited_value"],
    ["RAM", "", null],
    ["Colour", "4 GB", null],
  ])("%s: %s", (name, text, expected) => {
    expect(memory([option(1, name, dropDown(text))])).toBe(expected);
  });
});

describe("memory of a quantity", () => {
  test.each([
    ["RAM", 4, "256 MB", 1024],
    ["RAM", 4, "x 256 MB", 1024],
    ["RAM", 4, "GB", 4096],
    ["RAM (x 512 MB)", 4, "units", 2048],
    ["RAM", 4, "units", "unreadable_unit"],
    ["RAM", 0, "units", null],
  ])("%s: %i of %s", (name, count, of, expected) => {
    expect(memory([option(1, name, quantity(count, of))])).toBe(expected);
  });
});

describe("what the mapping decides", () => {
  const bare = [option(1, "RAM", dropDown("4096"))];
  test.each<[string, Parameters<typeof spec>[1]]>([
    ["by product", { products: { "3": { memory_mb: { unit: "MB" } } } }],
    ["by option", { options: { "1": { unit: "MB" } } }],
    ["by name", { names: { ram: { unit: "MB" } } }],
    [
      "by product over option over name",
      {
        products: { "3": { memory_mb: { unit: "MB" } } },
        options: { "1": { unit: "GB" } },
        names: { RAM: { unit: "TB" } },
      },
    ],
    ["by the text", { products: { "3": { memory_mb: { values: { "4096": 4096 } } } } }],
    ["by sub-option", { options: { "1": { "1": 4096 } } }],
    ["by a text to read instead", { options: { "1": { "1": "4 GB" } } }],
    ["once and for all", { products: { "3": { memory_mb: 4096 } } }],
  ])("%s", (_how, mapping) => {
    expect(memory(bare, mapping)).toBe(4096);
  });

  test("not for another product", () => {
    expect(memory(bare, { products: { "4": { memory_mb: { unit: "MB" } } } })).toBe("unreadable_unit");
  });
  test("a deleted sub-option by its id", () => {
    const gone = [option(1, "RAM", { kind: "deleted", sub: 41, message: "gone" })];
    expect(memory(gone)).toBe("option_deleted");
    expect(memory(gone, { options: { "1": { "41": 2048 } } })).toBe(2048);
  });
  test("an option that stands for nothing", () => {
    expect(memory([option(1, "RAM", dropDown("plenty"))], { options: { "1": { is: "nothing" } } })).toBeNull();
  });
  test("a multiplier", () => {
    expect(
      memory([option(1, "RAM", quantity(8, "units"))], {
        products: { "3": { memory_mb: { unit: "MB", multiplier: 512 } } },
      }),
    ).toBe(4096);
  });
});

describe("several that stand for one thing", () => {
  const two = [option(1, "RAM", dropDown("4 GB")), field(2, "Memory", "8 GB")];
  test("disagreeing is refused, naming both", () => {
    const [problem] = spec(two).problems;
    expect(problem).toMatchObject({ code: "ambiguous_field" });
    expect(problem?.message).toContain("option:1");
    expect(problem?.message).toContain("field:2");
  });
  test("agreeing is taken, and noted", () => {
    const { spec: result, notes } = spec([option(1, "RAM", dropDown("4 GB")), field(2, "Memory", "4096 MB")]);
    expect(result.memory_mb).toBe(4096);
    expect(notes).toEqual(["memory_mb: option:1 (RAM) and field:2 (Memory) agree"]);
  });
  test("the mapping names the one that counts", () => {
    expect(memory(two, { products: { "3": { memory_mb: { from: "field:2" } } } })).toBe(8192);
    expect(memory(two, { products: { "3": { memory_mb: { from: "none", fixed: 512 } } } })).toBe(512);
  });
  test("an empty one says nothing", () => {
    expect(memory([option(1, "RAM", dropDown("4 GB")), field(2, "Memory", "")])).toBe(4096);
  });
});

describe("what the product and addons give", () => {
  const none: Choice[] = [];
  const chosen = [option(1, "RAM", dropDown("2 GB"))];
  test.each<[string, Choice[], Parameters<typeof spec>[1], Partial<SpecSources>, number | null]>([
    ["the module's plan", none, {}, { base: { memory_mb: 1024 } }, 1024],
    ["a choice in its place", chosen, {}, { base: { memory_mb: 1024 } }, 2048],
    [
      "a choice on top",
      chosen,
      { products: { "3": { memory_mb: { add: true } } } },
      { base: { memory_mb: 1024 } },
      3072,
    ],
    [
      "the mapping over the module",
      none,
      { products: { "3": { memory_mb: { fixed: 512 } } } },
      { base: { memory_mb: 1024 } },
      512,
    ],
    ["addons on top", chosen, {}, { extra: { memory_mb: 4096 } }, 6144],
    ["several of the product", none, {}, { base: { memory_mb: 1024 }, quantity: 3 }, 3072],
    ["several of it, with what was chosen as chosen", chosen, {}, { base: { memory_mb: 1024 }, quantity: 3 }, 2048],
    ["nothing", none, {}, {}, null],
  ])("%s", (_what, choices, mapping, more, expected) => {
    expect(memory(choices, mapping, more)).toBe(expected);
  });
});

describe("images and locations", () => {
  const images = { "rfvt:77|Debian 13": "debian-13", "Ubuntu 24.04": { existing: "ubuntu" }, None: null };
  const image = (text: string) => {
    const { spec: result, problems } = spec([option(1, "OS", dropDown(text))], { images });
    return problems[0]?.code ?? result.image;
  };
  test.each([
    ["rfvt:77|Debian 13", "debian-13"],
    ["u24|Ubuntu 24.04", "ubuntu"],
    ["None", null],
    ["", null],
    ["Gentoo", "image_unmapped"],
  ])("%s", (text, expected) => {
    expect(image(text)).toBe(expected);
  });
  test("a hint says what to write", () => {
    const [problem] = spec([option(1, "Datacenter", dropDown("7|Atlantis"))]).problems;
    expect(problem).toMatchObject({ code: "location_unmapped", hint: 'locations: {"7|Atlantis": <location name>}' });
  });
  test("texts that mean one image agree", () => {
    const { spec: result } = spec([option(1, "OS", dropDown("Debian")), field(2, "Template", "deb13")], {
      images: { Debian: "debian-13", deb13: "debian-13" },
    });
    expect(result.image).toBe("debian-13");
  });
});
