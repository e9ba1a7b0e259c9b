/** Numbers that follow from a seed and a place: the n-th of a stream is the same whatever was drawn before it. */
export class Random {
  #state: number;

  constructor(seed: number, stream: string, index = 0) {
    let state = seed ^ 0x9e3779b9;
    for (let at = 0; at < stream.length; at++) state = Math.imul(state ^ stream.charCodeAt(at), 0x01000193);
    this.#state = mixed(state ^ mixed(index + 1));
  }

  /** 0 ≤ n < 1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    return (mixed(this.#state) >>> 0) / 4294967296;
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)];
    if (picked === undefined) throw new Error("nothing to pick from");
    return picked;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  hex(digits: number): string {
    let text = "";
    while (text.length < digits) text += this.int(0, 0xffff).toString(16).padStart(4, "0");
    return text.slice(0, digits);
  }
}

/** The finishing steps of MurmurHash3: every bit of the input reaches every bit of the output. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
