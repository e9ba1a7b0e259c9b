import type { Store } from "./store.ts";

/** What must be nobody else's, with the rows here that have it already; `key` is a text of it. */
const UNIQUE = {
  vms: "select endpoint_id || '/' || vmid as key from servers",
  names: "select tenant_id || '/' || name_key as key from servers where name_key is not null",
  emails: "select email as key from users",
  members: "select tenant_id || '/' || user_id as key from memberships",
} as const;
export type Unique = keyof typeof UNIQUE;

/** Rows of before that are worth learning; where there are more, everything is asked for. */
const LEARNT = 5_000;

/**
 * Tells what can be here already from what certainly is not, so that a first run need not ask the database about every
 * row: into a target that holds little, nearly all of it is new.
 */
export class Taken {
  readonly #store: Store;
  readonly #seen = new Map<Unique, Seen | null>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Which of these may be taken and have to be asked for, by their place in the list. All of them count as taken from now on. */
  async suspects(what: Unique, keys: readonly string[]): Promise<number[]> {
    const seen = this.#seen.has(what) ? this.#seen.get(what) : await this.#learn(what);
    const suspects: number[] = [];
    for (const [index, key] of keys.entries()) if (!seen || seen.note(key)) suspects.push(index);
    return suspects;
  }

  async #learn(what: Unique): Promise<Seen | null> {
    const rows = await this.#store.query<{ key: string }>(`${UNIQUE[what]} limit ${LEARNT + 1}`);
    const seen = rows.length > LEARNT ? null : new Seen();
    for (const { key } of rows) seen?.note(key);
    this.#seen.set(what, seen);
    return seen;
  }
}

const FIRST_BITS = 2 ** 21;
const PROBES = 5;
/** Bits a key: one in some ten thousand is taken for another, and asked for in vain. */
const ROOM = 32;

/** Bloom filters, each four times the one before it: what none of them has seen is certainly new. */
class Seen {
  readonly #filters: Uint32Array[] = [];
  #room = 0;

  /** Whether it may have been noted before. */
  note(key: string): boolean {
    let a = 0x811c9dc5;
    let b = 0x9747b28c;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      b ^= b >>> 15;
    }
    b |= 1;
    if (this.#filters.some((filter) => holds(filter, a, b))) return true;
    if (this.#room === 0) this.#grow();
    this.#room -= 1;
    const newest = this.#filters[0];
    if (newest) put(newest, a, b);
    return false;
  }

  #grow(): void {
    const bits = this.#filters[0] ? this.#filters[0].length * 32 * 4 : FIRST_BITS;
    this.#filters.unshift(new Uint32Array(bits / 32));
    this.#room = Math.floor(bits / ROOM);
  }
}

const bitAt = (filter: Uint32Array, a: number, b: number, probe: number): number =>
  (a + Math.imul(probe, b)) & (filter.length * 32 - 1);

function holds(filter: Uint32Array, a: number, b: number): boolean {
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = bitAt(filter, a, b, probe);
    if (((filter[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

function put(filter: Uint32Array, a: number, b: number): void {
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = bitAt(filter, a, b, probe);
    filter[bit >>> 5] = (filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
  }
}
