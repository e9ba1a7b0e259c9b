import type { Clock } from "@hostwright/core/kernel/clock";

/** The job's message is no longer ours: another relay may have it. Nothing more is written, nothing is answered. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/**
 * The right to work on a job: it lasts while its message is invisible to others. Every change and every result asks
 * `assertHeld` first, by the clock, so that a process that was stopped for a while writes nothing when it wakes up.
 */
export class Lease {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #until: number;

  constructor(clock: Clock, until: number) {
    this.#clock = clock;
    this.#until = until;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds since 1970: when it ends unless extended. */
  get until(): number {
    return this.#until;
  }

  get held(): boolean {
    if (!this.#controller.signal.aborted && this.#clock.now().getTime() >= this.#until)
      this.lose("not extended in time");
    return !this.#controller.signal.aborted;
  }

  extend(until: number): void {
    this.#until = Math.max(this.#until, until);
  }

  lose(why: string): void {
    this.#controller.abort(new LeaseLost(why));
  }

  /** @throws LeaseLost */
  assertHeld(): void {
    if (!this.held) throw this.#controller.signal.reason;
  }
}
