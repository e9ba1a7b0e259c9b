import { expect, test } from "vitest";
import { roleOf } from "./membership.ts";
import { isEmail, passwordOf } from "./person.ts";

test.each([
  [true, "", "owner"],
  [true, "products", "owner"],
  [false, "profile,contacts,products,manageproducts,invoices", "member"],
  [false, "ManageProducts", "member"],
  [false, "products,invoices,tickets", "read-only"],
  [false, "manageusers,orders,managedomains", "read-only"],
  [false, "", "read-only"],
])("owner %s with %j is %s: never more than before", (owner, permissions, role) => {
  expect(roleOf(owner, permissions)).toBe(role);
});

const BCRYPT = "$2y$10$Q7r5uV1yZ3xK9mN2bL4cTe0t1/UtYfc7r6Kk1Aw3TWcioLoEvI0zC";
test.each([
  [BCRYPT, { scheme: "bcrypt", hash: BCRYPT }],
  ["913e771e50217ff30051c396661da086:Zx9Qf", { scheme: "md5_salted", hash: "913e771e50217ff30051c396661da086:Zx9Qf" }],
  ["913e771e50217ff30051c396661da086", null],
  [BCRYPT.slice(0, 50), null],
  ["c2VhbGVkIGJ5IHZlcnNpb24gMw==", null],
  ["", null],
])("a stored password %s", (stored, expected) => {
  expect(passwordOf(stored)).toEqual(expected);
});

test.each([
  ["ada@example.net", true],
  ["a.b+c@sub.example.co.uk", true],
  ["not an address", false],
  ["two@at@example.net", false],
  ["nobody@localhost", false],
  ["Ada <ada@example.net>", false],
  [`${"a".repeat(250)}@example.net`, false],
  ["", false],
])("%s is an address: %s", (text, expected) => {
  expect(isEmail(text)).toBe(expected);
});
