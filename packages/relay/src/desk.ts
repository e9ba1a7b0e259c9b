import type { JobMessage } from "@hostwright/core/action/jobs";
import type { Log } from "@hostwright/core/kernel/log";
import type { Prepared } from "./jobs/index.ts";
import type { Lease } from "./lease.ts";
import type { Delivery } from "./queue/job-queue.ts";

/** A job in hand: received, and begun or not. */
export interface Held {
  readonly delivery: Delivery;
  readonly lease: Lease;
  readonly job: JobMessage;
  readonly prepared: Prepared;
  readonly log: Log;
  /** Aborts the work on it. */
  readonly stop: AbortController;
}

/** Jobs that wait for their turn or group are no work; so many may lie here that others get through. */
const MOST_IN_HAND = 500;
const BATCH = 10;

/**
 * The jobs in hand, oldest first. One may begin when no older one of its message group is here, its turn is free, and
 * there is room for it among the running.
 */
export class Desk {
  readonly #concurrency: number;
  readonly #held = new Set<Held>();
  readonly #begun = new Set<Held>();

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  all(): Held[] {
    return [...this.#held];
  }

  waiting(): Held[] {
    return this.all().filter((held) => !this.#begun.has(held));
  }

  /** How many messages to ask for now. */
  room(): number {
    if (this.#begun.size >= this.#concurrency) return 0;
    return Math.min(BATCH, MOST_IN_HAND - this.#held.size);
  }

  add(held: Held): void {
    this.#held.add(held);
  }

  remove(held: Held): void {
    this.#held.delete(held);
    this.#begun.delete(held);
  }

  /** Takes out the jobs of these ids that have not begun. */
  takeSuperseded(jobs: readonly string[]): Held[] {
    const pointless = jobs.length === 0 ? [] : this.waiting().filter((held) => jobs.includes(held.job.job));
    for (const held of pointless) this.remove(held);
    return pointless;
  }

  /** Marks as begun, and returns, every job that may begin now. */
  startable(): Held[] {
    const groups = new Set<string>();
    const turns = new Set<string>();
    for (const { prepared } of this.#begun) if (prepared.turn) turns.add(prepared.turn);
    const starting: Held[] = [];
    for (const held of this.#held) {
      const { group } = held.delivery;
      const { turn } = held.prepared;
      const free = !groups.has(group) && !(turn && turns.has(turn));
      groups.add(group);
      if (this.#begun.has(held)) continue;
      if (!free || this.#begun.size >= this.#concurrency) continue;
      if (turn) turns.add(turn);
      this.#begun.add(held);
      starting.push(held);
    }
    return starting;
  }
}
