import { expect, test } from "vitest";
import { csv } from "./csv.ts";

test("quotes what would break a row (RFC 4180)", () => {
  expect(
    csv(
      ["a", "b"],
      [
        ['say "hi"', "one, two"],
        ["line\r\nbreak", null],
      ],
    ),
  ).toBe('a,b\r\n"say ""hi""","one, two"\r\n"line\r\nbreak",\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])("a spreadsheet takes %j for text", (text) =>
  expect(csv(["a"], [[text]])).toBe(`a\r\n'${text}\r\n`),
);

test("a formula that needs quotes gets both, and a number stays one", () => {
  expect(csv(["a", "b"], [['=HYPERLINK("http://x")', -1]])).toBe('a,b\r\n"\'=HYPERLINK(""http://x"")",-1\r\n');
});
