import { describe, expect, test } from "vitest";
import { canonicalAddress, canonicalCidr, cidrProblem } from "./ip.ts";

test("an address has one spelling", () => {
  expect(canonicalAddress("2001:DB8:0:0::00A1")).toBe("2001:db8::a1");
  expect(canonicalAddress("203.0.113.7")).toBe("203.0.113.7");
});

test("a network has one spelling, its prefix always there", () => {
  expect(canonicalCidr("192.0.2.7")).toBe("192.0.2.7/32");
  expect(canonicalCidr("2001:DB8:0::/32")).toBe("2001:db8::/32");
  expect(canonicalCidr("0.0.0.0/0")).toBe("0.0.0.0/0");
  expect(canonicalCidr("::/0")).toBe("::/0");
});

describe("a network that is none", () => {
  test.each(["192.0.2.0/24", "0.0.0.0/0", "::/0", "2001:db8::1", "2001:db8::/32", "10.0.0.1/32"])("%s is one", (text) =>
    expect(cidrProblem(text)).toBeUndefined(),
  );
  test.each([
    ["", /not an IP/],
    ["example.com", /not an IP/],
    ["1.2.3", /not an IP/],
    ["fe80::1%eth0", /not an IP/],
    ["10.0.0.0/8/8", /not an IP/],
    ["10.0.0.0/33", /between 0 and 32/],
    ["10.0.0.0/08", /between 0 and 32/],
    ["10.0.0.0/", /between 0 and 32/],
    ["::/129", /between 0 and 128/],
    ["192.0.2.7/24", /is 192\.0\.2\.0\/24 meant/],
    ["2001:db8::1/32", /is 2001:db8::\/32 meant/],
  ])("'%s' is none", (text, problem) => expect(cidrProblem(text)).toMatch(problem));
});
