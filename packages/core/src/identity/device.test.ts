import { expect, test } from "vitest";
import { delayAfter } from "./attempt.ts";
import { deviceOf, deviceWords } from "./device.ts";
import { networkOf } from "./network.ts";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0.0.0 Mobile/15E148 Safari/604.1",
    "Chrome on iOS",
  ],
  ["curl/8.14.1", "curl"],
  ["something of our own", "an unknown device"],
])("%s", (userAgent, words) => expect(deviceWords(deviceOf(userAgent))).toBe(words));

test("nothing said is nothing known", () => expect(deviceOf(null)).toEqual({ browser: null, os: null }));

test.each([
  ["203.0.113.7", "203.0.113.0/24"],
  ["2001:db8:12:3456::1", "2001:db8:12:3400::/56"],
  ["2001:db8::1", "2001:db8:0:0::/56"],
])("%s is in %s", (address, network) => expect(networkOf(address)).toBe(network));

test("addresses of one household share their network, those of two do not", () => {
  expect(networkOf("2001:db8:12:3456::1")).toBe(networkOf("2001:db8:12:34ff:1:2:3:4"));
  expect(networkOf("2001:db8:12:3456::1")).not.toBe(networkOf("2001:db8:12:3556::1"));
});

test("waiting doubles from a second to a quarter of an hour", () =>
  expect([1, 2, 3, 4, 5, 12, 13, 1000].map((failures) => delayAfter(failures, 2) / 1000)).toEqual([
    0, 0, 1, 2, 4, 512, 900, 900,
  ]));
