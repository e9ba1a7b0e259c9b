import { createHash } from "node:crypto";
import { type Frequency, WEEKDAYS, type Weekday } from "./schema.ts";

export const WINDOW_HOURS = 4;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Rhythm {
  frequency: Frequency;
  weekday: Weekday | null;
  /** UTC. */
  hour: number;
}

/** Where in its window a server's backup begins, always the same minute: all servers together fill the window evenly. */
export function minuteOf(server: string): number {
  return createHash("sha256").update(server).digest().readUInt32BE(0) % (WINDOW_HOURS * 60);
}

/** The next time after `after` that a server's schedule comes due. */
export function nextTime({ frequency, weekday, hour }: Rhythm, server: string, after: Date): Date {
  const midnight = Date.UTC(after.getUTCFullYear(), after.getUTCMonth(), after.getUTCDate());
  const wanted = frequency === "weekly" ? WEEKDAYS.indexOf(weekday ?? "sunday") : undefined;
  // From yesterday on: a window that began before midnight may still be open.
  for (let day = -1; ; day++) {
    const begins = midnight + day * DAY + hour * 60 * MINUTE;
    const time = new Date(begins + minuteOf(server) * MINUTE);
    if (time > after && (wanted === undefined || new Date(begins).getUTCDay() === wanted)) return time;
  }
}
