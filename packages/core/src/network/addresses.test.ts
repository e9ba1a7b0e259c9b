import { expect, test } from "vitest";
import { networkOf } from "./assignments.ts";
import { ipv4Range, ipv6Networks } from "./pools.ts";
import { macOf } from "./reserve.ts";

test("a range of addresses crosses an octet", () => {
  expect(ipv4Range("198.18.0.254", 3)).toEqual(["198.18.0.254", "198.18.0.255", "198.18.1.0"]);
});

test("networks follow one another, as an address in them is looked up", () => {
  const networks = ipv6Networks("2001:db8:1:ffff::", 2);
  expect(networks).toEqual(["2001:db8:1:ffff::", "2001:db8:2:0::"]);
  expect(networkOf("2001:DB8:2::1")).toBe("2001:db8:2:0::");
  expect(networkOf("2001:db8:1:ffff:1:2:3:4")).toBe("2001:db8:1:ffff::");
});

test("a server's MAC is locally administered, and the same for life", () => {
  expect(macOf("srv_a")).toMatch(/^02(:[0-9A-F]{2}){5}$/);
  expect(macOf("srv_a")).toBe(macOf("srv_a"));
  expect(macOf("srv_a")).not.toBe(macOf("srv_b"));
});
