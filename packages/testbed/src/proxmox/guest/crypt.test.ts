import { expect, test } from "vitest";
import { sha256Crypt } from "./crypt.ts";

// Made with `perl -e 'print crypt($password, q($5$rounds=1000$saltstring))'` of glibc.
test.each([
  ["", "$5$rounds=1000$saltstring$TzAJABAaJwl111nyuH1uQy8kjHahyMHq1D7Y09hLQV1"],
  ["secret", "$5$rounds=1000$saltstring$AH5PD0i.riCRu4BNDy9v7OPV7u3dfLBApcXI6khquVA"],
  ["Grüße aus Köln", "$5$rounds=1000$saltstring$OdwREcUBpsv1839771J9uZE2WYWkQ0XVjOSwPrMGo93"],
  [
    "a password that is longer than thirty-two bytes, so that it is cut twice",
    "$5$rounds=1000$saltstring$LyKuBs7Wzb7P7xsFz1gwZ.wpnEOjMifA4rKJtSFnS8/",
  ],
])("%s", (password, hash) => {
  expect(sha256Crypt(password, "saltstring")).toBe(hash);
});

test("has a salt of its own each time", () => {
  expect(sha256Crypt("secret")).not.toBe(sha256Crypt("secret"));
});
