import type { Asked } from "./rate.ts";
import type { LimitStore, Taken, Time } from "./store.ts";

/** So many buckets are kept; beyond them the emptied ones go. */
const MOST = 10_000;

/** Buckets of this process alone: what stands in where the shared store is away, and where sharing is not worth a round trip. */
export class MemoryStore implements LimitStore {
  readonly name = "memory";
  readonly #tats = new Map<string, number>();
  readonly #time: Time;

  constructor(time: Time = () => Date.now() * 1000) {
    this.#time = time;
  }

  take(buckets: readonly Asked[]): Promise<Taken> {
    return Promise.resolve(this.takeNow(buckets));
  }

  takeNow(buckets: readonly Asked[]): Taken {
    const now = this.#time();
    const before = buckets.map(({ id }) => Math.max(now, this.#tats.get(id) ?? 0));
    const allowed = buckets.every(({ tolerance }, index) => (before[index] ?? 0) <= now + tolerance);
    if (!allowed) return { allowed, now, tats: before };
    const tats = buckets.map(({ cost }, index) => (before[index] ?? 0) + cost);
    for (const [index, { id }] of buckets.entries()) this.#tats.set(id, tats[index] ?? 0);
    if (this.#tats.size > MOST) this.#forget(now);
    return { allowed, now, tats };
  }

  /** Of those still filled the oldest go too: an attacker's addresses must not fill the memory. */
  #forget(now: number): void {
    for (const [id, tat] of this.#tats) if (tat <= now) this.#tats.delete(id);
    for (const id of this.#tats.keys()) {
      if (this.#tats.size <= MOST / 2) return;
      this.#tats.delete(id);
    }
  }

  async check(): Promise<void> {}
  async close(): Promise<void> {}
}
