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
  decided: DecidedCells;
}

/** Rows of which the mapping decides single cells, by table. */
export type DecidedCells = ReadonlyMap<string, ReadonlySet<number>>;

export function decidedCells({ text, dates, amounts }: Mapping): DecidedCells {
  const rows = new Map<string, Set<number>>();
  for (const cell of [text, dates, amounts].flatMap((cells) => Object.keys(cells))) {
    const [, table, id] = /^(\w+):(\d+)\./.exec(cell) ?? [];
    if (table !== undefined) rows.set(table, (rows.get(table) ?? new Set()).add(Number(id)));
  }
  return rows;
}

/** What needs a closer look: entities, zero bytes, and leads of UTF-8 sequences read as Windows-1252. */
const REMARKABLE = /[&\0\u00c2-\u00f4]/;
const NUL = "\u0000";

/** Reads one row's cells, and collects why it cannot come over as it is. The mapping may decide each cell by itself. */
export class RowJudge {
  readonly problems: Problem[];
  readonly notes: string[] = [];
  readonly #rules: Rules;
  readonly #table: string;
  readonly #id: number;
  readonly #decided: boolean;
  readonly #decisions: string[];

  /** @param parent of a row that goes with another: what is found counts there */
  constructor(rules: Rules, table: string, id: number, parent?: RowJudge) {
    this.problems = parent ? parent.problems : [];
    this.#decided = rules.decided.get(table)?.has(id) ?? false;
    this.#decisions = parent ? parent.#decisions : [];
    this.#rules = rules;
    this.#table = table;
    this.#id = id;
  }

  /** What the mapping decided about single cells, for the row's hash. */
  get decisions(): string {
    return this.#decisions.length === 0 ? "" : `\u001f${this.#decisions.join("\u001f")}`;
  }

  /** As the mapping file names it. */
  get row(): string {
    return `${this.#table}:${this.#id}`;
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
    if (this.#decided) {
      const given = this.#rules.mapping.text[`${this.row}.${column}`];
      if (typeof given === "string") return this.#decide(column, given);
    }
    return REMARKABLE.test(value) ? this.#remarkable(column, value) : value;
  }

  #remarkable(column: string, value: string): string {
    const decoded = decodeEntities(value);
    const finding = findMojibake(decoded);
    if (finding.damaged) {
      if (this.#rules.mapping.text.repair_mojibake === true) return this.#decide(column, finding.repaired);
      const reads = `${column}: "${shortened(decoded)}" seems to mean "${shortened(finding.repaired)}"`;
      this.refuse("mojibake", reads, `text: {repair_mojibake: true} or text: {"${this.row}.${column}": …}`);
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
    const given = this.#givenDate(column);
    if (given !== undefined) return given;
    const read = calendarDate(value);
    if (read.date !== null) return read.date;
    if (needed || read.reason === "impossible") {
      const hint = `dates: {"${this.row}.${column}": YYYY-MM-DD}`;
      this.refuse("zero_date", `${column} is ${value ?? "empty"}`, hint);
    }
    return null;
  }

  /** An instant, from the source's wall clock. Zero and impossible ones are null. */
  moment(column: string, value: string | null): string | null {
    const given = this.#givenDate(column);
    return this.#rules.clock.instant(given === undefined ? value : given);
  }

  #givenDate(column: string): string | null | undefined {
    if (!this.#decided) return undefined;
    const given = this.#rules.mapping.dates[`${this.row}.${column}`];
    return given === undefined ? undefined : this.#decide(column, given);
  }

  /** Minor units of a currency with so many digits. */
  money(column: string, value: string, digits: number): number {
    const given = this.#decided ? this.#rules.mapping.amounts[`${this.row}.${column}`] : undefined;
    const amount = minorUnits(given === undefined ? value : this.#decide(column, given), digits);
    if (amount !== undefined) return amount;
    const hint = `amounts: {"${this.row}.${column}": "<decimal>"}`;
    this.refuse("unreadable_money", `${column}: ${given ?? value} is no amount with ${digits} digits`, hint);
    return 0;
  }

  #decide<T extends string | null>(column: string, value: T): T {
    this.#decisions.push(`${this.row}.${column}=${value}`);
    return value;
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
