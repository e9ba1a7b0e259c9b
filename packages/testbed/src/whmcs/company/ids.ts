import { Random } from "../random.ts";

/** Ids of one table: those of the traps lie scattered among those of the plain rows. */
export class IdSpace {
  readonly #first: number;
  readonly #last: number;
  readonly #random: Random;
  readonly #taken = new Set<number>();
  #sorted: number[] | undefined;
  #next = 0;

  /** `plain` is about how many plain rows will come; `spread` at least twice as many as traps: there will be gaps, as where rows were deleted. */
  constructor(options: { seed: number; table: string; first: number; plain: number; spread: number }) {
    this.#first = options.first;
    this.#last = options.first + options.plain + options.spread;
    this.#random = new Random(options.seed, `ids of ${options.table}`);
  }

  /** For a trap; before the first plain id. */
  take(): number {
    if (this.#sorted) throw new Error("the plain rows have their ids already");
    if (this.#taken.size > (this.#last - this.#first) / 2) throw new Error("more traps than the ids are spread for");
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
