/** A calendar date as the database wrote it (`dateStrings`): never through `Date`, which turns zeros into other days. */
export type CalendarDate = { date: string } | { date: null; reason: "empty" | "zero" | "impossible" };

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Databases hold millions of dates on a few thousand days. */
const known = new Map<string, CalendarDate>();
const KNOWN_LIMIT = 20_000;

/** The date part of a DATE, DATETIME or TIMESTAMP. A zero date (`0000-00-00`) and one with a zero in it are no dates. */
export function calendarDate(text: string | null): CalendarDate {
  if (text === null || text === "") return EMPTY;
  const day = text.length > 10 ? text.slice(0, 10) : text;
  const read = known.get(day);
  if (read) return read;
  const fresh = readDay(day);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(day, fresh);
  return fresh;
}
const EMPTY: CalendarDate = { date: null, reason: "empty" };

function readDay(text: string): CalendarDate {
  if (text === "0000-00-00") return { date: null, reason: "zero" };
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const exists = /^\d{4}-\d{2}-\d{2}$/.test(text) && year > 0 && day >= 1 && day <= (DAYS[month - 1] ?? 0) + leap;
  return exists ? { date: text } : { date: null, reason: "impossible" };
}

/**
 * Turns wall-clock times of one time zone into instants. A time that a change to summer time skips counts as one hour
 * later, as PHP does; of one that occurs twice, the first is meant.
 */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;
  /** Offsets by day, or by hour where the clocks change: databases hold millions of times on few distinct days. */
  readonly #offsets = new Map<string, number>();
  readonly #instants = new Map<string, string | null>();

  readonly timeZone: string;

  /** @throws RangeError for a time zone that does not exist */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  /** `2024-03-31 02:30:00` → RFC 3339 in UTC; null for empty, zero and impossible dates. */
  instant(text: string | null): string | null {
    if (text === null) return null;
    const known = this.#instants.get(text);
    if (known !== undefined) return known;
    const instant = this.#convert(text);
    if (this.#instants.size >= KNOWN_LIMIT) this.#instants.clear();
    this.#instants.set(text, instant);
    return instant;
  }

  #convert(text: string): string | null {
    const day = calendarDate(text);
    if (day.date === null) return null;
    const time = text.length >= 19 ? text.slice(11, 19) : "00:00:00";
    const naive = Date.parse(`${day.date}T${time}Z`);
    if (Number.isNaN(naive)) return null;
    return new Date(naive - this.#offsetAt(text.slice(0, 13), naive)).toISOString();
  }

  /** On a day without a change of the clocks within a day of it, one offset holds for every hour. */
  #offsetAt(hour: string, naive: number): number {
    const day = hour.slice(0, 10);
    const known = this.#offsets.get(day) ?? this.#offsets.get(hour);
    if (known !== undefined) return known;
    if (this.#offsets.size >= KNOWN_LIMIT) this.#offsets.clear();
    const start = Math.floor(naive / DAY) * DAY;
    const steady = this.#zoneOffset(start - DAY);
    if (steady === this.#zoneOffset(start + 2 * DAY)) {
      this.#offsets.set(day, steady);
      return steady;
    }
    const before = this.#zoneOffset(naive - DAY);
    const after = this.#zoneOffset(naive + DAY);
    const fits = (offset: number) => this.#zoneOffset(naive - offset) === offset;
    const offset = fits(before) || !fits(after) ? before : after;
    this.#offsets.set(hour, offset);
    return offset;
  }

  #zoneOffset(instant: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  }
}

const DAY = 86_400_000;
