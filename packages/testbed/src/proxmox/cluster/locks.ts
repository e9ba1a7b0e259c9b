import type { Clock } from "@hostwright/core/kernel/clock";

/** The file lock a task or call wants on a VM's configuration (`/var/lock/qemu-server/lock-N.conf`, one on each node). */
export interface LockWish {
  node: string;
  vmid: number;
  shared: boolean;
  /** Seconds until it gives up. */
  seconds: number;
  /** Another lock file than that of the VM's configuration. */
  file?: string;
}

interface Waiter {
  wish: LockWish;
  holder: string;
  granted: () => void;
  cancelTimer: () => void;
}

export const lockTimeout = (wish: LockWish) =>
  `can't lock file '${wish.file ?? `/var/lock/qemu-server/lock-${wish.vmid}.conf`}' - got timeout`;

/** flock(2) on configuration files: shared or exclusive, first come first served, with a limited wait. */
export class FileLocks {
  #held = new Map<string, Map<string, { shared: boolean }>>();
  #waiting = new Map<string, Waiter[]>();
  #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes it at once and answers true, or waits: then `granted` or `expired` is called. `ms` is the wait on the clock. */
  acquire(wish: LockWish, holder: string, ms: number, granted: () => void, expired: () => void): boolean {
    const file = key(wish);
    if (!this.#waiting.get(file)?.length && this.#free(file, wish.shared)) {
      this.hold(wish, holder);
      return true;
    }
    const queue = this.#waiting.get(file) ?? [];
    this.#waiting.set(file, queue);
    const waiter: Waiter = { wish, holder, granted, cancelTimer: () => undefined };
    waiter.cancelTimer = this.#clock.after(ms, () => {
      queue.splice(queue.indexOf(waiter), 1);
      expired();
      this.#grant(file);
    });
    queue.push(waiter);
    return false;
  }

  /** Marks it as held without asking: for tasks that held it when the process was killed. */
  hold(wish: LockWish, holder: string): void {
    const file = key(wish);
    const holders = this.#held.get(file) ?? new Map<string, { shared: boolean }>();
    holders.set(holder, { shared: wish.shared });
    this.#held.set(file, holders);
  }

  release(wish: LockWish, holder: string): void {
    const file = key(wish);
    const holders = this.#held.get(file);
    holders?.delete(holder);
    if (holders?.size === 0) this.#held.delete(file);
    this.#grant(file);
  }

  /** Gives up waiting. */
  cancel(holder: string): void {
    for (const [file, queue] of this.#waiting) {
      const index = queue.findIndex((waiter) => waiter.holder === holder);
      if (index < 0) continue;
      queue.splice(index, 1)[0]?.cancelTimer();
      this.#grant(file);
    }
  }

  #free(file: string, shared: boolean): boolean {
    const holders = this.#held.get(file);
    return !holders || (shared && [...holders.values()].every((holder) => holder.shared));
  }

  #grant(file: string): void {
    const queue = this.#waiting.get(file);
    for (let next = queue?.[0]; queue && next; next = queue[0]) {
      if (!this.#free(file, next.wish.shared)) return;
      queue.shift();
      next.cancelTimer();
      this.hold(next.wish, next.holder);
      next.granted();
    }
    if (queue?.length === 0) this.#waiting.delete(file);
  }
}

const key = (wish: LockWish) => `${wish.node}/${wish.file ?? wish.vmid}`;
