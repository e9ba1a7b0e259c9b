import { renameSync, writeFileSync } from "node:fs";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";

/** `connecting`: its queue has not answered yet; `disconnected`: it did, and does not any more. */
export type HealthState = "connecting" | "connected" | "disconnected" | "draining";

interface HealthOptions {
  relay: string;
  /** Where it is written; nowhere without it. */
  file: string | undefined;
  clock: Clock;
  log: Log;
  runningJobs(): number;
}

/** What this relay is doing, and since when: a log line at each change, and a file for whoever watches the process. */
export class Health {
  readonly #options: HealthOptions;
  #state: HealthState = "connecting";
  #since: string;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#since = options.clock.now().toISOString();
  }

  /** The queue answered, or did not. */
  queue(answers: boolean): void {
    if (this.#state === "draining") return;
    if (answers) this.#become("connected");
    else if (this.#state === "connected") this.#become("disconnected");
  }

  drain(): void {
    this.#become("draining");
  }

  #become(state: HealthState): void {
    if (state === this.#state) return;
    const before = { state: this.#state, since: this.#since };
    this.#state = state;
    this.#since = this.#options.clock.now().toISOString();
    this.#options.log.info(`the relay is ${state}`, { before });
    this.write();
  }

  /** Again and again, too: a file whose `at` is old belongs to a relay that hangs or is gone. */
  write(): void {
    const { file, clock, log, relay } = this.#options;
    if (!file) return;
    const said = {
      relay,
      state: this.#state,
      since: this.#since,
      at: clock.now().toISOString(),
      running_jobs: this.#options.runningJobs(),
    };
    try {
      // Whoever reads meanwhile reads the one or the other.
      writeFileSync(`${file}.new`, `${JSON.stringify(said)}\n`);
      renameSync(`${file}.new`, file);
    } catch (error) {
      log.warn("the health file could not be written", { error: String(error) });
    }
  }
}
