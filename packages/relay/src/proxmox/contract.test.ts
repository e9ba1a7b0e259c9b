import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONTRACT, GENERATED, generate } from "./generate.ts";

test("the generated parameter types are those of the contract", () => {
  expect(readFileSync(GENERATED, "utf8")).toBe(generate(readFileSync(CONTRACT, "utf8")));
});
