/** How many parents' rows are fetched at once where no index leads to them. */
const WINDOW = 25_000;

export interface Range {
  from: number;
  to: number;
}

interface Window extends Range {
  rows: readonly Record<string, unknown>[];
}

/**
 * Rows of parents in ascending ranges, for a column that no index starts with: each full scan serves many ranges. Rows come
 * in order of `by`.
 */
export class Windows {
  readonly #open = new Map<string, Window>();

  async rows(
    key: string,
    by: string,
    range: Range,
    read: (range: Range) => Promise<Record<string, unknown>[]>,
    atOnce = WINDOW,
  ): Promise<Record<string, unknown>[]> {
    let window = this.#open.get(key);
    if (!window || range.from < window.from || range.to > window.to) {
      const wide = { from: range.from, to: Math.max(range.to, range.from + atOnce) };
      window = { ...wide, rows: await read(wide) };
      this.#open.set(key, window);
    }
    return window.rows.slice(placeOf(window.rows, by, range.from), placeOf(window.rows, by, range.to + 1));
  }
}

/** Where the rows of that parent begin, or would. */
function placeOf(rows: Window["rows"], by: string, parent: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(rows[middle]?.[by]) < parent) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Children in order of their parent, handed out to parents in the same order. */
export class Groups<R> {
  readonly #rows: readonly R[];
  readonly #parentOf: (row: R) => number;
  #next = 0;

  constructor(rows: readonly R[], parentOf: (row: R) => number) {
    this.#rows = rows;
    this.#parentOf = parentOf;
  }

  /** Those of `parent`; parents are asked for in ascending order. */
  of(parent: number): readonly R[] {
    const rows = this.#rows;
    while (this.#next < rows.length && this.#at(this.#next) < parent) this.#next++;
    const start = this.#next;
    while (this.#next < rows.length && this.#at(this.#next) === parent) this.#next++;
    return start === this.#next ? NONE : rows.slice(start, this.#next);
  }

  #at(index: number): number {
    const row = this.#rows[index];
    return row === undefined ? Number.POSITIVE_INFINITY : this.#parentOf(row);
  }
}
const NONE: readonly never[] = [];
