import { expect, test } from "vitest";
import { chartsOf, formatBytes, summaryOf } from "./series.ts";

const point = (minute: number, more: object = {}) => ({
  at: new Date(minute * 60_000).toISOString(),
  cpu: 0.25,
  memory: 1e9,
  memory_max: 4e9,
  disk_read: null,
  disk_write: 10,
  net_in: 2000,
  net_out: 4000,
  ...more,
});

test("bytes are written as traffic is sold", () => {
  expect([0, 0.5, 999, 1000, 1_234_567, 3.2e9, 5e15].map(formatBytes)).toEqual([
    "0 B",
    "0.5 B",
    "999 B",
    "1 kB",
    "1.2 MB",
    "3.2 GB",
    "5,000 TB",
  ]);
});

test("a summary leaves out what was not measured, and says nothing of nothing", () => {
  expect(summaryOf({ name: "x", values: [null, 2, 4, null] })).toEqual({ last: 4, average: 3, most: 4 });
  expect(summaryOf({ name: "x", values: [null] })).toBeUndefined();
});

test("memory is drawn against what the server has", () => {
  const charts = chartsOf([point(1), point(2, { cpu: null })]);
  expect(charts.map(({ title }) => title)).toEqual(["Processor", "Memory", "Disk", "Network"]);
  expect(charts[1]).toMatchObject({ most: 4e9, times: [60, 120] });
  expect(charts[0]?.lines[0]?.values).toEqual([0.25, null]);
});
