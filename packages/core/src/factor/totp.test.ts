import { expect, test } from "vitest";
import { base32, codeOf, keyUri, stepOf } from "./totp.ts";

/** RFC 6238, appendix B. */
const SEED = Buffer.from("12345678901234567890");

test.each([
  [59, "94287082"],
  [1111111109, "07081804"],
  [1111111111, "14050471"],
  [1234567890, "89005924"],
  [2000000000, "69279037"],
  [20000000000, "65353130"],
])("at %i s the code is %s", (seconds, code) => expect(codeOf(SEED, Math.floor(seconds / 30), 8)).toBe(code));

test("a code is taken one step early and one late, not two", () => {
  const now = new Date(1_111_111_111_000);
  const step = Math.floor(1_111_111_111 / 30);
  for (const drift of [-1, 0, 1]) expect(stepOf(SEED, codeOf(SEED, step + drift), now)).toBe(step + drift);
  for (const drift of [-2, 2]) expect(stepOf(SEED, codeOf(SEED, step + drift), now)).toBeUndefined();
});

test.each(["", "05047", "0504711", "abcdef", "ééé"])("%j is no code", (code) =>
  expect(stepOf(SEED, code, new Date(1_111_111_111_000))).toBeUndefined(),
);

/** RFC 4648, 10. */
test.each([
  ["", ""],
  ["f", "MY"],
  ["foobar", "MZXW6YTBOI"],
])("base32 of %j", (text, encoded) => expect(base32(Buffer.from(text))).toBe(encoded));

test("the address an app reads names the account", () =>
  expect(keyUri("MZXW6", { issuer: "Hostwright", account: "a b@example.com" })).toBe(
    "otpauth://totp/Hostwright:a%20b%40example.com?secret=MZXW6&issuer=Hostwright&digits=6&period=30",
  ));
