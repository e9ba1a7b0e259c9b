import { expect, test } from "vitest";
import { whyNot } from "./requirements.ts";

const isRoot = process.platform === "linux" && process.getuid?.() === 0;

test.runIf(isRoot)("a program that is missing is named with its package", () => {
  expect(whyNot({ sh: "dash", "no-such-program": "its-package" })).toBe(
    "no-such-program missing (apt-get install its-package)",
  );
  expect(whyNot({ sh: "dash" })).toBeUndefined();
});

test.runIf(process.platform === "linux" && !isRoot)("without root it says so", () => {
  expect(whyNot({ sh: "dash" })).toBe("it takes root");
});
