import { expect, test } from "vitest";
import { openSecret } from "./secret.ts";

/** Sealed by the testbed's own writing of the algorithm, with `cc` as encryption hash. */
const SEALED = "ivINZpZ9ol4z4eQ+vIZyJKf+EddKInlGoLWcLwBHgdbMuKlQ5YOM5ZyNiKKiupbg4940Wsqbv2qQB+WdVym77c73UeM=";

test("opens what WHMCS encrypted, over several blocks and beyond ASCII", () => {
  expect(openSecret(SEALED, "cc")).toBe("a password longer than twenty bytes, und Grüße");
});

test.each([
  ["another hash", SEALED, "other"],
  ["something that is no base64", "see notes", "cc"],
  ["something too short", "c2hvcnQ=", "cc"],
  ["nothing", "", "cc"],
])("%s opens nothing", (_what, sealed, hash) => {
  expect(openSecret(sealed, hash)).toBeUndefined();
});
