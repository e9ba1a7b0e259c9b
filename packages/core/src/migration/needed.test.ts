import { expect, test } from "vitest";
import { withNeeded } from "./needed.ts";

test("what is asked for brings along what it belongs to, in the order in which they come", () => {
  expect(withNeeded(["servers", "tenants"])).toEqual([
    "tenants",
    "plans",
    "images",
    "locations",
    "endpoints",
    "servers",
  ]);
  expect(withNeeded(["attachments"])).toEqual(["tenants", "tickets", "attachments"]);
  expect(withNeeded(["memberships"])).toEqual(["users", "tenants", "memberships"]);
});

test("what belongs to nothing comes alone", () => {
  expect(withNeeded(["plans"])).toEqual(["plans"]);
  expect(withNeeded([])).toEqual([]);
});
