import { Random } from "../random.ts";

/** How far the ids of a table may spread beyond its rows: databases have gaps where rows were deleted. */
const SPREAD = 400;

/** Ids of one table: those of the traps lie scattered among those of the plain rows. */
export class IdSpace {
  readonly #first: number;
  readonly #last: number;
  readonly #random: Random;
  readonly #taken = new Set<number>();
  #sorted: number[] | undefined;
  #next = 0;

  /** `plain` is about how many plain rows will come. */
  constructor(options: { seed: number; table: string; first: number; plain: number }) {
    this.#first = options.first;
    this.#last = options.first + options.plain + SPREAD;
    this.#random = new Random(options.seed, `ids of ${options.table}`);
  }

  /** For a trap; before the first plain id. */
  take(): number {
    if (this.#sorted) throw new Error("the plain rows have their ids already");
    for (;;) {
      const id = this.#random.int(this.#first, this.#last);
      if (this.#taken.has(id)) continue;
      this.#taken.add(id);
      return id;
    }
  }

  /** Of the plain row `index`. */
  at(index: number): number {
    this.#sorted ??= [...this.#taken].sort((one, other) => one - other);
    // How many traps come before it: the most for which the k-th trap lies below the id they push it to.
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) - middle <= this.#first + index) low = middle + 1;
      else high = middle;
    }
    return this.#first + index + low;
  }

  /** Of the next plain row. */
  next(): number {
    return this.at(this.#next++);
  }
}
