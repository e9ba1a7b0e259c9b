import { createHash } from "node:crypto";
import { hashSync } from "bcryptjs";
import { describe, expect, test } from "vitest";
import { isImported, verifyImported } from "./imported-password.ts";

const php = (hash: string) => hash.replace(/^\$2b\$/, "$2y$");
const md5 = (salt: string, password: string) =>
  `md5:${createHash("md5")
    .update(salt + password)
    .digest("hex")}:${salt}`;

describe("a password that another system hashed", () => {
  test.each([
    ["bcrypt as PHP writes it", php(hashSync("Zoë & 1", 4)), "Zoë & 1"],
    ["bcrypt of what a form had encoded", php(hashSync("a&amp;b&lt;&#039;", 4)), "a&b<'"],
    ["salted md5", md5("x9", "old secret"), "old secret"],
    ["salted md5 of what a form had encoded", md5("x:9", "a&quot;b"), 'a"b'],
  ])("is verified: %s", async (_what, stored, password) => {
    expect(isImported(stored)).toBe(true);
    expect(await verifyImported(stored, password)).toBe(true);
    expect(await verifyImported(stored, `${password}!`)).toBe(false);
  });

  test("bcrypt takes no notice of what is beyond 72 bytes, as where it comes from", async () => {
    const long = "x".repeat(80);
    expect(await verifyImported(php(hashSync(long, 4)), long)).toBe(true);
  });

  test("nothing opens an account without a password", async () => {
    expect(isImported("")).toBe(false);
    expect(await verifyImported("md5:", "")).toBe(false);
  });
});
