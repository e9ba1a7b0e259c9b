import { expect, test } from "vitest";
import { currencyDigits, minorUnits } from "./money.ts";

test.each([
  ["12.34", 2, 1234],
  ["-12.34", 2, -1234],
  ["0.29", 2, 29],
  ["0.00", 2, 0],
  ["-0.00", 2, 0],
  ["9007199.25", 2, 900719925],
  ["70368744177664.01", 2, 7036874417766401],
  ["99999999999999.99", 2, undefined],
  ["1100.00", 0, 1100],
  ["1100.50", 0, undefined],
  ["1.005", 2, undefined],
  ["1.00500", 3, 1005],
  ["5", 2, 500],
  ["12", 0, 12],
  ["", 2, undefined],
  ["-", 2, undefined],
  ["1.", 2, undefined],
  [".5", 2, undefined],
  ["1,50", 2, undefined],
  ["1.2.3", 2, undefined],
  ["abc", 2, undefined],
])("%s with %i digits is %s", (text, digits, expected) => {
  expect(minorUnits(text, digits)).toBe(expected);
});

test.each([
  ["EUR", 2],
  ["JPY", 0],
  ["KWD", 3],
  ["XYZ", undefined],
  ["eur", undefined],
])("%s has %s digits", (code, expected) => {
  expect(currencyDigits(code)).toBe(expected);
});
