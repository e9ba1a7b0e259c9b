import { describe, expect, test } from "vitest";
import { convert, readQuantity } from "./quantity.ts";

function inUnit(text: string, to: "MB" | "GB" | "core") {
  const reading = readQuantity(text);
  if (reading.read !== "number") return reading.read;
  return reading.unit === null ? "no unit" : convert(reading.number, reading.unit, to);
}

describe("memory as shops write it", () => {
  test.each([
    ["4 GB", 4096],
    ["4GB", 4096],
    ["4 GiB", 4096],
    ["4096MB", 4096],
    ["4096 MiB RAM", 4096],
    ["512 MB", 512],
    ["1,5 GB", 1536],
    ["1.5 GB", 1536],
    ["0.5GB", 512],
    ["0,125 GB", 128],
    ["8 GB DDR4 ECC RAM", 8192],
    ["2 GB (guaranteed)", 2048],
    ["4\u00a0GB", 4096],
    ["1 TB", 1_048_576],
    ["524288 KB", 512],
    ["1.3 GB", undefined],
    ["4096", "no unit"],
    ["", "empty"],
    ["  ", "empty"],
    ["unlimited", "unlimited"],
    ["Unlimited RAM", "unlimited"],
    ["-1", "unlimited"],
    ["1.024 MB", "ambiguous"],
    ["1,024 MB", "ambiguous"],
    ["1.024.000 KB", 1000],
    ["2 x 4 GB", "unreadable"],
    ["4 GB + 2 GB", "unreadable"],
    ["lots", "unreadable"],
    ["4 parsecs", "unreadable"],
    ["-4 GB", "unreadable"],
  ])("%s", (text, expected) => {
    expect(inUnit(text, "MB")).toBe(expected);
  });
});

describe("disks as shops write them", () => {
  test.each([
    ["50GB NVMe SSD", 50],
    ["50 GB RAID10 storage", 50],
    ["1 TB HDD", 1024],
    ["1.5 TB", 1536],
    ["102400 MB", 100],
    ["100 MB", undefined],
  ])("%s", (text, expected) => {
    expect(inUnit(text, "GB")).toBe(expected);
  });
});

describe("cores as shops write them", () => {
  test.each([
    ["4 vCores", 4],
    ["4 Cores", 4],
    ["1 CPU", 1],
    ["2x vCPU", 2],
    ["2 x vCPU", 2],
    ["4 dedicated cores (AMD EPYC)", 4],
    ["8 threads", 8],
    ["1.5 cores", undefined],
    ["4 GB", undefined],
    ["2 x 3.2 GHz", "unreadable"],
  ])("%s", (text, expected) => {
    expect(inUnit(text, "core")).toBe(expected);
  });
});
