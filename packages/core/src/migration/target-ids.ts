/** As many as are kept of one table: some 13 MB. What is not kept is looked up. */
const LIMIT = 400_000;
const FIRST = 4_096;
/** Kept of ids that are no numbers, or do not come in order. */
const OTHERS = 20_000;

/**
 * What became of one table's rows, by source id. Rows come in order of their number, and ids here are all of one length: so
 * numbers lie in one array and ids in another, at a tenth of the room that a map would take.
 */
export class TargetIds {
  #count = 0;
  #numbers = new Uint32Array(FIRST);
  #width = 0;
  #targets = Buffer.alloc(0);
  #others = new Map<string, string>();

  get(id: string): string | undefined {
    const at = this.#find(id);
    if (at < 0) return this.#others.get(id);
    return this.#targets.toString("latin1", at * this.#width, (at + 1) * this.#width);
  }

  has(id: string): boolean {
    return this.#find(id) >= 0 || this.#others.has(id);
  }

  add(id: string, target: string): void {
    const number = numberOf(id);
    if (this.#width === 0) {
      this.#width = target.length;
      this.#targets = Buffer.alloc(FIRST * target.length);
    }
    const next = number > (this.#numbers[this.#count - 1] ?? 0) && target.length === this.#width;
    if (!next || this.#count === LIMIT) {
      this.#others.set(id, target);
      return;
    }
    if (this.#count === this.#numbers.length) this.#grow();
    this.#numbers[this.#count] = number;
    this.#targets.write(target, this.#count * this.#width, "latin1");
    this.#count += 1;
  }

  /** Forgets the others where they are too many. */
  trim(): void {
    if (this.#others.size > OTHERS) this.#others = new Map();
  }

  #grow(): void {
    const length = Math.min(LIMIT, this.#numbers.length * 2);
    const numbers = new Uint32Array(length);
    numbers.set(this.#numbers);
    const targets = Buffer.alloc(length * this.#width);
    this.#targets.copy(targets);
    [this.#numbers, this.#targets] = [numbers, targets];
  }

  /** Its place, or -1. */
  #find(id: string): number {
    const number = numberOf(id);
    let low = 0;
    let high = this.#count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#numbers[middle] ?? 0;
      if (found === number) return middle;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** 0 where it is none that could be written back as it was. */
function numberOf(id: string): number {
  if (id.length > 9) return 0;
  let number = 0;
  for (let i = 0; i < id.length; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9 || (digit === 0 && number === 0)) return 0;
    number = number * 10 + digit;
  }
  return number;
}
