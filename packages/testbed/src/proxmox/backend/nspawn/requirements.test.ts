import { expect, test } from "vitest";
import { whyNot } from "./requirements.ts";

const isRoot = process.platform === "linux" && process.getuid?.() === 0;

test("what a machine lacks is said in one line: Linux, root, or a program with its package", () => {
  const without = process.platform === "linux" ? "it takes root" : "it takes Linux";
  const missing = "no-such-program missing (apt-get install its-package)";
  expect(whyNot({ sh: "dash", "no-such-program": "its-package" })).toBe(isRoot ? missing : without);
});
