import { expect, test } from "vitest";
import { catalogName, catalogNames } from "./catalog-name.ts";

test.each([
  ["KVM Start (2 GB)", "kvm-start-2-gb"],
  ["Ubuntu 24.04", "ubuntu-24.04"],
  ["Größe Äpfel", "gro-e-apfel"],
  ["日本", "plan-7"],
  ["...", "plan-7"],
  ["x".repeat(60), "x".repeat(39)],
])("%s becomes %s", (title, expected) => {
  expect(catalogName(title, "plan-7")).toBe(expected);
});

test("of several with one title the first keeps the name", () => {
  const rows = [
    { id: 9, name: "Basic" },
    { id: 2, name: "basic" },
    { id: 5, name: `${"y".repeat(38)} 1` },
    { id: 6, name: `${"y".repeat(38)} 2` },
  ];
  expect([...catalogNames(rows, "plan")]).toEqual([
    [2, "basic"],
    [5, "y".repeat(38)],
    [6, `${"y".repeat(37)}-6`],
    [9, "basic-9"],
  ]);
});
