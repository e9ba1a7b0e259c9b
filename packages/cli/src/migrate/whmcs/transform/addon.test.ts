import { expect, test } from "vitest";
import { addonGives } from "./addon.ts";

test.each([
  ["Extra 2 GB RAM", { memory_mb: 2048 }],
  ["+4GB RAM", { memory_mb: 4096 }],
  ["RAM 512 MB", { memory_mb: 512 }],
  ["Additional 50 GB Disk Space", { disk_gb: 50 }],
  ["1 TB Storage", { disk_gb: 1024 }],
  ["2 vCPU", { cores: 2 }],
  ["Extra 1 CPU Core", { cores: 1 }],
  ["cPanel licence", {}],
  ["Managed support", {}],
  ["50 GB Backup Storage", {}],
])("%s gives %o", (name, expected) => {
  expect(addonGives(1, name, {})).toEqual({ value: expected });
});

test.each(["More RAM", "RAM boost", "4 parsecs of memory"])("%s names a resource without an amount", (name) => {
  expect(addonGives(1, name, {})).toMatchObject({ problem: { code: "unreadable_unit" } });
});

test("the mapping decides over the name", () => {
  expect(addonGives(7, "More RAM", { "7": { memory_mb: 1024 } })).toEqual({ value: { memory_mb: 1024 } });
  expect(addonGives(7, "Extra 2 GB RAM", { "7": "nothing" })).toEqual({ value: {} });
});
