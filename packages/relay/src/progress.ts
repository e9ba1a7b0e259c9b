import type { RelayMessage } from "@hostwright/core/action/jobs";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Progress } from "./jobs/context.ts";
import type { Lease } from "./lease.ts";
import type { Reports } from "./queue/reports.ts";

const AT_MOST_EVERY_MS = 1_000;

/** What goes with every message about one job. */
export interface Envelope {
  version: 1;
  relay: string;
  location: string;
  job: string;
  try: number;
  request_id: string;
}

/**
 * Tells the control plane how one job goes: at once when work begins and whenever a new task is known, else at most once
 * a second. Messages leave one after another, so that the result comes last.
 */
export class ProgressReport {
  readonly #options: { envelope: Envelope; reports: Reports; clock: Clock; log: Log; lease: Lease };
  #state = { fraction: null as number | null, message: null as string | null, upid: null as string | null };
  #lastSent = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;
  #tail: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: { envelope: Envelope; reports: Reports; clock: Clock; log: Log; lease: Lease }) {
    this.#options = options;
  }

  begin(): void {
    this.#send();
  }

  report(progress: Progress): void {
    if (this.#ended) return;
    const newTask = progress.upid !== undefined && progress.upid !== null && progress.upid !== this.#state.upid;
    this.#state = { ...this.#state, ...progress };
    const wait = this.#lastSent + AT_MOST_EVERY_MS - this.#options.clock.now().getTime();
    if (newTask || wait <= 0) this.#send();
    else this.#cancelTimer ??= this.#options.clock.after(wait, () => this.#send());
  }

  /** Nothing more is said; resolves when all that was said has left. */
  end(): Promise<void> {
    this.#ended = true;
    this.#cancelTimer?.();
    return this.#tail;
  }

  #send(): void {
    const { envelope, reports, clock, log, lease } = this.#options;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#lastSent = clock.now().getTime();
    const message: RelayMessage = { type: "progress", ...envelope, at: clock.now().toISOString(), ...this.#state };
    this.#tail = this.#tail
      .then(() => (lease.held ? reports.send(message) : undefined))
      // Progress is for those who watch; the result is what counts, and that is sent until it arrives.
      .catch((error: unknown) => log.warn("progress could not be sent", { error: String(error) }));
  }
}
