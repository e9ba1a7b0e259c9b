import { expect, test } from "vitest";
import { minuteOf, nextTime, WINDOW_HOURS } from "./window.ts";

const server = "srv_01kagj8zc0v7m2x4q9n5t3wbpr";
const daily = { frequency: "daily", weekday: null, hour: 22 } as const;
const at = (text: string) => new Date(text);

test("a server's minute is always the same, and all of them fill the window", () => {
  expect(minuteOf(server)).toBe(minuteOf(server));
  const minutes = Array.from({ length: 2000 }, (_, index) => minuteOf(`srv_${index}`));
  expect(Math.min(...minutes)).toBeLessThan(5);
  expect(Math.max(...minutes)).toBeGreaterThan(WINDOW_HOURS * 60 - 5);
  expect(Math.max(...minutes)).toBeLessThan(WINDOW_HOURS * 60);
});

test("daily: within the window, once a day, also where the window crosses midnight", () => {
  let time = at("2026-11-20T12:00:00Z");
  for (let day = 0; day < 5; day++) {
    const next = nextTime(daily, server, time);
    const begins = at(`2026-11-${20 + day}T22:00:00Z`).getTime();
    expect(next.getTime()).toBeGreaterThanOrEqual(begins);
    expect(next.getTime()).toBeLessThan(begins + WINDOW_HOURS * 3_600_000);
    time = next;
  }
});

test("weekly: on the day its window begins, and a week later again", () => {
  const weekly = { frequency: "weekly", weekday: "wednesday", hour: 2 } as const;
  const first = nextTime(weekly, server, at("2026-11-20T12:00:00Z"));
  expect(first.toISOString().slice(0, 10)).toBe("2026-11-25");
  expect(nextTime(weekly, server, first).getTime() - first.getTime()).toBe(7 * 24 * 3_600_000);
});

test("one that was missed for days comes due once", () => {
  const next = nextTime(daily, server, at("2026-11-25T12:00:00Z"));
  expect(next.toISOString().slice(0, 10)).toMatch(/2026-11-2[56]/);
});
