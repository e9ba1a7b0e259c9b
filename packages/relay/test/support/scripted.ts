import type { JobMessage } from "@hostwright/core/action/jobs";
import type { SteppedClock } from "@hostwright/core/kernel/clock";
import type { Delivery, JobQueue } from "../../src/queue/job-queue.ts";

/** A queue that gives exactly the batches it is told to, and remembers what became of each message. */
export class ScriptedQueue implements JobQueue {
  readonly removed: string[] = [];
  readonly handedBack: string[] = [];
  extensions = 0;
  failExtensions: "lost" | "unreachable" | undefined;
  #batches: Delivery[][] = [];
  #waiting: ((batch: Delivery[]) => void) | undefined;
  readonly #clock: SteppedClock;

  constructor(clock: SteppedClock) {
    this.#clock = clock;
  }

  give(...jobs: JobMessage[]): void {
    const batch = jobs.map((job, index) => ({
      id: `${index}`,
      body: JSON.stringify(job),
      receipt: job.job,
      group: job.group,
      receiveCount: 1,
    }));
    if (this.#waiting) this.#waiting(batch);
    else this.#batches.push(batch);
  }

  async receive({ signal }: { signal: AbortSignal }): Promise<Delivery[]> {
    const ready = this.#batches.shift();
    if (ready) return ready;
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      const cancel = this.#clock.after(20_000, () => done([]));
      const done = (batch: Delivery[]) => {
        cancel();
        this.#waiting = undefined;
        resolve(batch);
      };
      this.#waiting = done;
    });
  }

  async extend(deliveries: Delivery[], seconds: number): Promise<Set<string>> {
    if (seconds === 0) this.handedBack.push(...deliveries.map(({ receipt }) => receipt));
    else this.extensions += 1;
    if (this.failExtensions === "unreachable") throw new Error("connection refused");
    return new Set(this.failExtensions === "lost" ? deliveries.map(({ receipt }) => receipt) : []);
  }

  async remove(delivery: Delivery): Promise<void> {
    this.removed.push(delivery.receipt);
  }
}

/** A Proxmox without VMs, which answers only when told to. */
export class SlowProxmox {
  asked = 0;
  #answer: (() => void) | undefined;
  readonly answered = new Promise<void>((resolve) => {
    this.#answer = resolve;
  });
  answer(): void {
    this.#answer?.();
  }
  async read(): Promise<unknown> {
    this.asked += 1;
    await this.answered;
    return [];
  }
  write(): Promise<never> {
    return Promise.reject(new Error("nothing to change here"));
  }
}
