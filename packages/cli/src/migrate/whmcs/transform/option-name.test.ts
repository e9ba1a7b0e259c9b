import { describe, expect, test } from "vitest";
import { meaningOfName } from "./meaning.ts";
import { nameKey, parseOptionName } from "./option-name.ts";

test.each([
  ["RAM", "RAM", "RAM"],
  ["ram|RAM (GB)", "ram", "RAM (GB)"],
  ["rfvt:77|Debian 13", "rfvt:77", "Debian 13"],
  ["4|Manchester", "4", "Manchester"],
  ["a|b|c", "a", "b|c"],
  ["|Only shown", "Only shown", "Only shown"],
  ["only_internal|", "only_internal", "only_internal"],
  ["4&nbsp;GB", "4\u00a0GB", "4\u00a0GB"],
  ["a &amp; b|Tom &#039;n&#x27; Jerry", "a & b", "Tom 'n' Jerry"],
  ["&bogus; &#0;", "&bogus; &#0;", "&bogus; &#0;"],
  ["", "", ""],
])("%s is %s to the module and %s to people", (raw, internal, shown) => {
  expect(parseOptionName(raw)).toEqual({ raw, internal, shown });
});

test("names compare without case, underscores and hyphens", () => {
  expect(new Set(["CPU Cores", "cpu_cores", "Cpu-Cores", " cpu  cores "].map(nameKey))).toEqual(new Set(["cpu cores"]));
});

describe("what a name stands for, with the unit it carries", () => {
  const nothing = { unit: null, multiplier: null };
  test.each([
    ["RAM", { ...nothing, meaning: "memory_mb" }],
    ["Memory", { ...nothing, meaning: "memory_mb" }],
    ["ram_gb", { ...nothing, meaning: "memory_mb", unit: "GB" }],
    ["ram|RAM (GB)", { ...nothing, meaning: "memory_mb", unit: "GB" }],
    ["Memory in MB", { ...nothing, meaning: "memory_mb", unit: "MB" }],
    ["Memory [MiB]", { ...nothing, meaning: "memory_mb", unit: "MB" }],
    ["RAM (x 256 MB)", { meaning: "memory_mb", unit: "MB", multiplier: 256 }],
    ["Disk ×10", { meaning: "disk_gb", unit: null, multiplier: 10 }],
    ["CPU", { ...nothing, meaning: "cores" }],
    ["cpu_count", { ...nothing, meaning: "cores" }],
    ["vcpu|How many?", { ...nothing, meaning: "cores" }],
    ["HDD", { ...nothing, meaning: "disk_gb" }],
    ["Disk Space:", { ...nothing, meaning: "disk_gb" }],
    ["os|Operating System", { ...nothing, meaning: "image" }],
    ["areas_id", { ...nothing, meaning: "location" }],
    ["Datacenter", { ...nothing, meaning: "location" }],
    ["vm_id", { ...nothing, meaning: "vmid" }],
    ["Daily backups", undefined],
    ["Backup space", undefined],
    ["RAM upgrade", undefined],
    ["ram|Disk", undefined],
  ])("%s", (raw, expected) => {
    expect(meaningOfName(parseOptionName(raw))).toEqual(expected);
  });
});
