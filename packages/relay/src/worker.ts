import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { Desk, type Held } from "./desk.ts";
import { readMessage } from "./intake.ts";
import { Lease, LeaseLost } from "./lease.ts";
import { keepLeases, MARGIN_MS } from "./lease-keeper.ts";
import type { Delivery, JobQueue } from "./queue/job-queue.ts";
import { failed, type Outcome, runJob, type Surroundings, sendResult } from "./run-job.ts";

export interface WorkerOptions extends Surroundings {
  queue: JobQueue;
  concurrency: number;
  visibilitySeconds: number;
  /** Told after each receive whether the queue answered. */
  onQueue?: (answers: boolean) => void;
}

/** The relay stops: jobs that are not done go back to the queue. */
class Stopping extends Error {
  override readonly name = "Stopping";
}

/** Between two receives of a message nobody can read; the queue moves it away after some. */
const UNREADABLE_SECONDS = 5;
const LONGEST_RECEIVE_PAUSE_MS = 10_000;

/** Receives jobs, does them in order within their group and many at a time, and answers each exactly once it is done. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #desk: Desk;
  readonly #receiving = new AbortController();
  readonly #leases = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #loops: Promise<unknown> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#desk = new Desk(options.concurrency);
  }

  get running(): number {
    return this.#running.size;
  }

  /** @param receiving called once the first receive is under way */
  start(receiving: () => void = () => {}): void {
    const leases = keepLeases({ ...this.#options, inHand: () => this.#desk.all(), signal: this.#leases.signal });
    this.#loops = Promise.all([this.#receive(), leases]);
    receiving();
  }

  /** Takes no more jobs, gives those in hand `graceMs` to end, hands the rest back. */
  async stop(graceMs: number): Promise<void> {
    this.#receiving.abort(new Stopping());
    this.#wake();
    await Promise.all(this.#desk.waiting().map((held) => this.#handBack(held)));
    const ended = Promise.allSettled(this.#running);
    const patience = new AbortController();
    await Promise.race([ended, sleep(this.#clock, graceMs, patience.signal).catch(() => {})]);
    patience.abort();
    for (const held of this.#desk.all()) held.stop.abort(new Stopping());
    await Promise.allSettled(this.#running);
    this.#leases.abort();
    await this.#loops;
  }

  async #receive(): Promise<void> {
    const { queue, visibilitySeconds } = this.#options;
    const { signal } = this.#receiving;
    const waitSeconds = Math.min(20, Math.floor(visibilitySeconds / 3));
    let pause = 250;
    while (!signal.aborted) {
      const max = this.#desk.room();
      if (max === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      try {
        // The message became ours after this moment, so the lease ends before the queue thinks it does.
        const until = this.#clock.now().getTime() + visibilitySeconds * 1000 - MARGIN_MS;
        const deliveries = await queue.receive({ max, waitSeconds, visibilitySeconds, signal });
        pause = 250;
        this.#options.onQueue?.(true);
        await this.#take(deliveries, until);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.onQueue?.(false);
        this.#log.warn("jobs could not be received", { error: String(error) });
        await sleep(this.#clock, pause, signal).catch(() => {});
        pause = Math.min(pause * 2, LONGEST_RECEIVE_PAUSE_MS);
      }
    }
  }

  /** All messages of a batch are read before the first is begun: a later one may make an earlier one pointless. */
  async #take(deliveries: Delivery[], until: number): Promise<void> {
    for (const delivery of deliveries) {
      const lease = new Lease(this.#clock, until);
      const intake = readMessage(delivery.body, this.#options.location);
      if (intake.kind === "unreadable") {
        this.#log.error("a message is not a job and goes to the dead-letter queue", {
          message_id: delivery.id,
          why: intake.why,
        });
        await this.#options.queue.extend([delivery], UNREADABLE_SECONDS);
        continue;
      }
      const { job, try: attempt, request_id } = intake.job;
      const log = this.#log.with({ request_id, job, try: attempt });
      if (intake.kind === "refused") {
        log.error("a job is not understood", { why: intake.why });
        void this.#answer({ delivery, lease, job: intake.job, log }, failed("bad_job", intake.why));
        continue;
      }
      for (const pointless of this.#desk.takeSuperseded(intake.job.supersedes)) {
        pointless.log.info("a job was superseded before it began", { by: job });
        void this.#answer(pointless, failed("cancelled"));
      }
      this.#desk.add({ delivery, lease, job: intake.job, prepared: intake.prepared, log, stop: new AbortController() });
    }
    this.#begin();
  }

  #begin(): void {
    for (const held of this.#desk.waiting()) if (!held.lease.held) this.#desk.remove(held);
    for (const held of this.#receiving.signal.aborted ? [] : this.#desk.startable()) {
      const work = this.#do(held).finally(() => {
        this.#running.delete(work);
        this.#desk.remove(held);
        this.#begin();
        this.#wake();
      });
      this.#running.add(work);
    }
    this.#wake();
  }

  async #do(held: Held): Promise<void> {
    const { job, lease, log, stop } = held;
    const lost = () => stop.abort(lease.signal.reason);
    lease.signal.addEventListener("abort", lost, { once: true });
    const startedAt = this.#clock.now().getTime();
    log.info("job begins", { kind: job.kind, receives: held.delivery.receiveCount });
    try {
      const outcome = await runJob(this.#options, {
        ...held,
        stop: stop.signal,
        redelivered: held.delivery.receiveCount > 1,
      });
      const ms = this.#clock.now().getTime() - startedAt;
      if (outcome.ok) log.info("job done", { kind: job.kind, ms });
      else log.warn("job failed", { kind: job.kind, ms, code: outcome.error.code, detail: outcome.error.detail });
      await this.#answer(held, outcome);
    } catch (error) {
      if (error instanceof LeaseLost) log.warn("job left to another relay", { why: error.message });
      else if (error instanceof Stopping) await this.#handBack(held);
      else log.error("job broke", { error: error instanceof Error ? error.stack : String(error) });
    }
  }

  /** The result is with the control plane before the message is gone; if only the second fails, the job is done again, to no effect. */
  async #answer(
    held: Pick<Held, "delivery" | "lease" | "log"> & { job: Pick<Held["job"], "job" | "try" | "request_id"> },
    outcome: Outcome,
  ): Promise<void> {
    try {
      await sendResult(this.#options, { ...held, outcome });
      await this.#options.queue.remove(held.delivery);
    } catch (error) {
      held.log.warn("job not answered, it will come again", { error: String(error) });
    }
  }

  async #handBack(held: Held): Promise<void> {
    this.#desk.remove(held);
    held.log.info("job handed back");
    await this.#options.queue
      .extend([held.delivery], 0)
      .catch((error: unknown) =>
        held.log.warn("job not handed back, it comes again by itself", { error: String(error) }),
      );
  }
}
