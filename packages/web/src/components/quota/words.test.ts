import { expect, test } from "vitest";
import type { Quota } from "@/lib/api/quota.ts";
import { beyondQuota } from "./words.ts";

const quota = (more: Partial<Quota> = {}): Quota => ({
  servers: { limit: 10, used: 2 },
  addresses: { limit: 20, used: 4 },
  cores: { limit: 8, used: 4 },
  memory_mb: { limit: 8192, used: 4096 },
  disk_gb: { limit: 100, used: 60 },
  requests_per_minute: 1000,
  ...more,
});
const plan = { cores: 4, memory_mb: 4096, disk_gb: 40 };
const order = (more?: Partial<Quota>, size = plan) => beyondQuota(quota(more), size);

test("what fits exactly is ordered", () => expect(order()).toBeUndefined());
test("the first thing there is too little of is named with its numbers", () => {
  expect(order({ servers: { limit: 2, used: 2 } })).toMatch(/^Your quota is 2 servers, and 2 are in use\./);
  expect(order({ addresses: { limit: 5, used: 4 } })).toMatch(/5 addresses, and 4/);
  expect(order({}, { ...plan, memory_mb: 4097 })).toMatch(/8 GB of memory, and 4 GB/);
});
test("nothing is refused while nothing is known", () => expect(beyondQuota(undefined, undefined)).toBeUndefined());
