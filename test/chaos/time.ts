import { SteppedClock, sleep } from "@hostwright/core/kernel/clock";
import { Client } from "pg";
import type { Time } from "../system/clock.ts";

/** Somebody with a stepped clock of his own, in another process. Resolves when it has moved. */
export interface Follower {
  advance(ms: number): Promise<void>;
  leap(ms: number): Promise<void>;
}

/** Well below the margin of a relay's lease, since the clocks of its processes differ by one step at most. */
const STEP_MS = 100;
const QUIET_STEP_MS = 400;

/**
 * Time that passes as fast as the machine can follow: one step for each answer of PostgreSQL, which is slow when there is
 * much to do. So waiting costs next to nothing, and work is never overtaken by the clock.
 */
export class ChaosTime implements Time {
  readonly clock = new SteppedClock(new Date("2026-11-20T12:00:00Z"));
  readonly followers = new Set<Follower>();
  /** Whether so little is under way that time may pass in longer steps. */
  isQuiet: () => boolean = () => false;
  readonly #measure: Client;
  #stopped = false;
  #turn: Promise<void> = Promise.resolve();
  #failed: unknown;

  private constructor(measure: Client) {
    this.#measure = measure;
  }

  /** @param postgresUrl a database that nobody cuts */
  static async begin(postgresUrl: string): Promise<ChaosTime> {
    const measure = new Client({ connectionString: postgresUrl });
    await measure.connect();
    const time = new ChaosTime(measure);
    void time.#pass().catch((error: unknown) => {
      time.#failed = error;
    });
    return time;
  }

  get now(): number {
    return this.clock.now().getTime();
  }

  /** Throws what stopped the clock. */
  assertPasses(): void {
    if (this.#failed) throw this.#failed;
  }

  sleep(ms: number): Promise<void> {
    return sleep(this.clock, ms);
  }

  /** No time passes while `work` is done. */
  async frozen<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    const mine = Promise.withResolvers<void>();
    this.#turn = mine.promise;
    await before;
    try {
      return await work();
    } finally {
      mine.resolve();
    }
  }

  jump(ms: number, stepMs = ms): Promise<void> {
    return this.frozen(async () => {
      for (let left = ms; left > 0; left -= stepMs) {
        const step = Math.min(left, stepMs);
        // Relays first: they must have lost their leases before the queue gives their jobs away.
        await Promise.all([...this.followers].map((follower) => follower.leap(step)));
        this.clock.leap(step);
        await this.#measure.query("select 1");
      }
    });
  }

  stop(): void {
    this.#stopped = true;
    void this.#turn.then(() => this.#measure.end());
  }

  async #pass(): Promise<void> {
    while (!this.#stopped) {
      await this.frozen(async () => {
        if (this.#stopped) return;
        const step = this.isQuiet() ? QUIET_STEP_MS : STEP_MS;
        await Promise.all([
          ...[...this.followers].map((follower) => follower.advance(step)),
          this.clock.advance(step),
          this.#measure.query("select 1"),
        ]);
      });
    }
  }
}
