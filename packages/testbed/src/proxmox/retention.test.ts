import { expect, test } from "vitest";
import type { Volume } from "./cluster/model.ts";
import { keepRules, markBackups } from "./guest/retention.ts";

/** Backups at noon of each of so many days, newest first by name `day-0`. */
function daily(days: number): Volume[] {
  const newest = Date.UTC(2026, 10, 20, 12) / 1000;
  return Array.from({ length: days }, (_, age) => ({
    volid: `day-${age}`,
    storage: "backup",
    vmid: 101,
    content: "backup",
    format: "vma.zst",
    sizeBytes: 1,
    usedBytes: 1,
    ctime: newest - age * 86_400,
  }));
}
const kept = (volumes: Volume[], rules: string) =>
  markBackups(volumes, keepRules(rules)).flatMap(([volume, mark]) => (mark === "remove" ? [] : [volume.volid]));

test("no rule, or keep-all, keeps everything", () => {
  expect(kept(daily(3), "keep-all=1")).toHaveLength(3);
  expect(kept(daily(3), "keep-last=0")).toHaveLength(3);
});

test("the last few are kept, and a protected one beside them", () => {
  const volumes = daily(5);
  const [, , , protectedOne] = volumes;
  if (protectedOne) protectedOne.protected = true;
  expect(kept(volumes, "keep-last=2")).toEqual(["day-0", "day-1", "day-3"]);
});

test("a later rule does not count the periods that an earlier one covers", () => {
  // 20 November 2026 is a Friday: last keeps it, then daily the two before, weekly the Sundays of the two weeks before.
  expect(kept(daily(30), "keep-last=1,keep-daily=2,keep-weekly=2")).toEqual([
    "day-0",
    "day-1",
    "day-2",
    "day-5",
    "day-12",
  ]);
});
