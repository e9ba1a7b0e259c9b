import { describe, expect, test } from "vitest";
import { isPublic, publicLookup, urlProblem } from "./destination.ts";

describe("an address", () => {
  test.each(["1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])(
    "%s is on the internet",
    (address) => expect(isPublic(address)).toBe(true),
  );
  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "fd00:ec2::254",
    "fe80::1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "not an address",
  ])("%s is not", (address) => expect(isPublic(address)).toBe(false));
});

describe("a webhook's address", () => {
  test("is a public https one", () => expect(urlProblem("https://example.com/hook", "internet")).toBeUndefined());
  test.each([
    ["http://example.com/", "must be https"],
    ["https://127.0.0.1/", "not reachable from the internet"],
    ["https://2130706433/", "not reachable from the internet"],
    ["https://0x7f.1/", "not reachable from the internet"],
    ["https://[::1]/", "not reachable from the internet"],
    ["https://localhost/", "not reachable from the internet"],
    ["https://ada:secret@example.com/", "no user name or password: the signature says who sends"],
  ])("is not %s", (url, problem) => expect(urlProblem(url, "internet")).toBe(problem));
});

test("a name that leads inside is refused when it is looked up", async () => {
  const error = await new Promise((resolve) => publicLookup("localhost", { all: true }, resolve));
  expect(String(error)).toContain("which is not on the internet");
});
