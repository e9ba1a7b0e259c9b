import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { MemoryStore } from "./memory.ts";
import { asked, type Bucket, type Standing, standing } from "./rate.ts";
import type { LimitStore, Taken } from "./store.ts";

/** What a request was told of its limits. */
export interface Verdict {
  allowed: boolean;
  standings: Standing[];
  /** Whether the shared store decided; without it `strict` requests are limited by this process alone, others not at all. */
  shared: boolean;
}

/** After a failure the store is left alone that long, doubled with each failure that follows. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** While the store stays away each process says so again that often: the alarm counts these lines. */
const REPEAT_MS = 60_000;

/**
 * Decides over requests by a shared store. Where it is away nobody waits for it: after one failure it is not asked any
 * more, and looked at again beside the requests, until it answers.
 */
export class Limiter {
  readonly store: LimitStore;
  readonly #local: MemoryStore;
  readonly #clock: Clock;
  readonly #log: Log;
  /** When the store may be looked at again; undefined while it answers. */
  #awayUntil: number | undefined;
  #pause = FIRST_PAUSE_MS;
  #checking: Promise<void> | undefined;
  #saidAt: number | undefined;

  constructor({ store, clock, log }: { store: LimitStore; clock: Clock; log: Log }) {
    this.store = store;
    this.#clock = clock;
    this.#log = log;
    this.#local = new MemoryStore(() => clock.now().getTime() * 1000);
  }

  get isAway(): boolean {
    return this.#awayUntil !== undefined;
  }

  /** @param strict whether it is limited even where the store is away: what guesses passwords must be. */
  async take(buckets: readonly Bucket[], strict: boolean): Promise<Verdict> {
    const wanted = buckets.map(asked);
    if (!this.isAway) {
      try {
        return verdict(buckets, await this.store.take(wanted), true);
      } catch (error) {
        this.#away(error);
      }
    } else this.#lookAgain();
    return strict
      ? verdict(buckets, this.#local.takeNow(wanted), false)
      : { allowed: true, standings: [], shared: false };
  }

  /** By this process alone, whatever the store: for what must answer without it. */
  takeLocally(buckets: readonly Bucket[]): Verdict {
    return verdict(buckets, this.#local.takeNow(buckets.map(asked)), false);
  }

  #away(error: unknown): void {
    const now = this.#clock.now().getTime();
    this.#awayUntil = now + this.#pause;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    if (this.#saidAt !== undefined && now - this.#saidAt < REPEAT_MS) return;
    this.#saidAt = now;
    this.#log.error("rate limit store away", { store: this.store.name, reason: String(error) });
  }

  #lookAgain(): void {
    if (this.#checking || this.#clock.now().getTime() < (this.#awayUntil ?? 0)) return;
    this.#checking = this.store
      .check()
      .then(
        () => {
          this.#awayUntil = undefined;
          this.#pause = FIRST_PAUSE_MS;
          this.#saidAt = undefined;
          this.#log.warn("rate limit store back", { store: this.store.name });
        },
        (error: unknown) => this.#away(error),
      )
      .finally(() => {
        this.#checking = undefined;
      });
  }

  async close(): Promise<void> {
    await this.#checking;
    await this.store.close();
  }
}

const verdict = (buckets: readonly Bucket[], { allowed, now, tats }: Taken, shared: boolean): Verdict => ({
  allowed,
  shared,
  standings: buckets.map((bucket, index) => standing(bucket, now, tats[index] ?? 0)),
});
