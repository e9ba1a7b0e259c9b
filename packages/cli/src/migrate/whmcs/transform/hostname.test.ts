import { expect, test } from "vitest";
import { hostnameOf, readHostname } from "./hostname.ts";

test.each([
  ["vm1.example.net", "vm1.example.net"],
  [" VM1.Example.NET. ", "vm1.example.net"],
  ["localhost", "localhost"],
  ["bücher.example", "xn--bcher-kva.example"],
  ["my server_(old)!", undefined],
  ["under_score.example", undefined],
  ["-leading.example", undefined],
  ["http://example.net/", undefined],
  ["a..b", undefined],
  [`${"a".repeat(64)}.example`, undefined],
])("%s", (text, expected) => {
  expect(readHostname(text)).toBe(expected);
});

test("two names that differ need a decision", () => {
  expect(hostnameOf(5, ["a.example", "b.example"], {}, [])).toMatchObject({ problem: { code: "ambiguous_field" } });
  expect(hostnameOf(5, ["a.example", "A.example", ""], {}, [])).toEqual({ value: "a.example" });
  expect(hostnameOf(5, ["a.example", "b.example"], { "5": "c.example" }, [])).toEqual({ value: "c.example" });
});

test("damaged ones are left out where the mapping says so, and noted", () => {
  const notes: string[] = [];
  expect(hostnameOf(5, ["a b"], { damaged: "none" }, notes)).toEqual({ value: null });
  expect(notes).toHaveLength(1);
});
