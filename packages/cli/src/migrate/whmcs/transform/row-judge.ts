import type { Mapping } from "../mapping/schema.ts";
import { calendarDate, type WallClock } from "./date.ts";
import { decodeEntities } from "./entities.ts";
import { minorUnits } from "./money.ts";
import type { Judged, Problem } from "./problem.ts";
import { findMojibake } from "./text.ts";

/** What every row is judged by. */
export interface Rules {
  mapping: Mapping;
  clock: WallClock;
}

const NUL = "\u0000";
const hasCells = (cells: object): boolean => Object.keys(cells).length > 0;

/** Reads one row's cells, and collects why it cannot come over as it is. The mapping may decide each cell by itself. */
export class RowJudge {
  readonly problems: Problem[] = [];
  readonly notes: string[] = [];
  readonly #rules: Rules;
  readonly #row: string;

  constructor(rules: Rules, table: string, id: number) {
    this.#rules = rules;
    this.#row = `${table}:${id}`;
  }

  get row(): string {
    return this.#row;
  }

  refuse(code: Problem["code"], message: string, hint?: string): void {
    this.problems.push({ code, message, ...(hint === undefined ? {} : { hint }) });
  }

  /** The value, or `otherwise` with the problem kept. */
  take<T>(judgement: Judged<T>, otherwise: T): T {
    if ("value" in judgement) return judgement.value;
    this.problems.push(judgement.problem);
    return otherwise;
  }

  /** Text with its HTML entities decoded; damaged text is repaired only where the mapping says so. */
  text(column: string, value: string): string {
    const { text } = this.#rules.mapping;
    const given = hasCells(text) ? text[`${this.#row}.${column}`] : undefined;
    if (typeof given === "string") return given;
    const decoded = decodeEntities(value);
    const finding = findMojibake(decoded);
    if (finding.damaged) {
      if (text.repair_mojibake === true) return finding.repaired;
      const reads = `${column}: "${shortened(decoded)}" seems to mean "${shortened(finding.repaired)}"`;
      this.refuse("mojibake", reads, `text: {repair_mojibake: true} or text: {"${this.#row}.${column}": …}`);
    }
    if (decoded.includes(NUL)) this.refuse("invalid_row", `${column} holds a zero byte`);
    return decoded;
  }

  /** Text of at most `limit` characters. */
  line(column: string, value: string, limit: number): string {
    const read = this.text(column, value).trim();
    if (read.length > limit) this.refuse("invalid_row", `${column} is longer than ${limit} characters`);
    return read;
  }

  /** A day; null where there is none. An impossible one is refused, and a zero date where the day is `needed`. */
  date(column: string, value: string | null, needed = false): string | null {
    const { dates } = this.#rules.mapping;
    const given = hasCells(dates) ? dates[`${this.#row}.${column}`] : undefined;
    if (given !== undefined) return given;
    const read = calendarDate(value);
    if (read.date !== null) return read.date;
    if (needed || read.reason === "impossible") {
      const hint = `dates: {"${this.#row}.${column}": YYYY-MM-DD}`;
      this.refuse("zero_date", `${column} is ${value ?? "empty"}`, hint);
    }
    return null;
  }

  /** An instant, from the source's wall clock. Zero and impossible ones are null. */
  moment(column: string, value: string | null): string | null {
    const { dates } = this.#rules.mapping;
    const given = hasCells(dates) ? dates[`${this.#row}.${column}`] : undefined;
    return given === undefined ? this.#rules.clock.instant(value) : given && this.#rules.clock.instant(given);
  }

  /** Minor units of a currency with so many digits. */
  money(column: string, value: string, digits: number): number {
    const { amounts } = this.#rules.mapping;
    const given = hasCells(amounts) ? amounts[`${this.#row}.${column}`] : undefined;
    const amount = minorUnits(given ?? value, digits);
    if (amount !== undefined) return amount;
    const hint = `amounts: {"${this.#row}.${column}": "<decimal>"}`;
    this.refuse("unreadable_money", `${column}: ${given ?? value} is no amount with ${digits} digits`, hint);
    return 0;
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
