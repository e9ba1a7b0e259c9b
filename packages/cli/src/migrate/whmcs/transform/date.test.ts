import { describe, expect, test } from "vitest";
import { calendarDate, WallClock } from "./date.ts";

test.each([
  ["2024-02-29", { date: "2024-02-29" }],
  ["2024-05-01 23:59:59", { date: "2024-05-01" }],
  ["2000-02-29", { date: "2000-02-29" }],
  ["0000-00-00", { date: null, reason: "zero" }],
  ["0000-00-00 00:00:00", { date: null, reason: "zero" }],
  ["2024-00-15", { date: null, reason: "impossible" }],
  ["2024-13-01", { date: null, reason: "impossible" }],
  ["2023-02-29", { date: null, reason: "impossible" }],
  ["1900-02-29", { date: null, reason: "impossible" }],
  ["2024-04-31", { date: null, reason: "impossible" }],
  ["not a date", { date: null, reason: "impossible" }],
  ["", { date: null, reason: "empty" }],
  [null, { date: null, reason: "empty" }],
])("%s", (text, expected) => {
  expect(calendarDate(text)).toEqual(expected);
});

describe("wall-clock times", () => {
  test.each([
    ["Europe/Berlin", "2024-01-15 12:00:00", "2024-01-15T11:00:00.000Z"],
    ["Europe/Berlin", "2024-07-15 12:00:00", "2024-07-15T10:00:00.000Z"],
    ["Europe/Berlin", "2024-07-15", "2024-07-14T22:00:00.000Z"],
    // Skipped by the change to summer time: an hour later, as PHP has it.
    ["Europe/Berlin", "2024-03-31 02:30:00", "2024-03-31T01:30:00.000Z"],
    // Twice at the change back: the first is meant.
    ["Europe/Berlin", "2024-10-27 02:30:00", "2024-10-27T00:30:00.000Z"],
    ["America/New_York", "2024-03-10 02:30:00", "2024-03-10T07:30:00.000Z"],
    ["America/New_York", "2024-11-03 01:30:00", "2024-11-03T05:30:00.000Z"],
    ["Asia/Kolkata", "2024-01-01 00:00:00", "2023-12-31T18:30:00.000Z"],
    ["UTC", "2024-03-31 02:30:00", "2024-03-31T02:30:00.000Z"],
    ["UTC", "0000-00-00 00:00:00", null],
    ["UTC", "2024-02-31 10:00:00", null],
  ])("in %s %s is %s", (zone, text, expected) => {
    expect(new WallClock(zone).instant(text)).toBe(expected);
  });

  test("a time zone must exist", () => {
    expect(() => new WallClock("Mars/Olympus")).toThrow(RangeError);
  });
});
