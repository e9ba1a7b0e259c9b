import { Collection, type Journal } from "./journal.ts";
import type { Task } from "./task.ts";

const MOST_TASKS = 5000;

/** The tasks there are and were, and who waits for their end. */
export class TaskBook {
  readonly records: Collection<Task>;
  #pid = 100_000;
  #watchers = new Map<string, (() => void)[]>();

  constructor(journal: Journal) {
    this.records = new Collection("task", journal);
    for (const task of this.records.values()) this.#pid = Math.max(this.#pid, task.pid);
  }

  nextPid(): number {
    this.#pid += 1 + (this.#pid % 7);
    return this.#pid;
  }

  running(): Task[] {
    return this.records.values().filter((task) => task.endtime === undefined);
  }

  /** Old tasks are forgotten, as a node rotates its task index. */
  protected forget(): void {
    if (this.records.size <= MOST_TASKS) return;
    for (const task of this.records.values().slice(0, this.records.size - MOST_TASKS))
      if (task.endtime !== undefined) this.records.delete(task.upid);
  }

  protected announce(task: Task): void {
    const callbacks = this.#watchers.get(task.upid) ?? [];
    this.#watchers.delete(task.upid);
    for (const callback of callbacks) callback();
  }

  /** Calls back when a task has ended: what `background_delay` and tests wait for. Returns how to stop waiting. */
  onEnd(upid: string, callback: () => void): () => void {
    const task = this.records.get(upid);
    if (!task || task.endtime !== undefined) {
      callback();
      return () => undefined;
    }
    this.#watchers.set(upid, [...(this.#watchers.get(upid) ?? []), callback]);
    return () => {
      const left = this.#watchers.get(upid)?.filter((one) => one !== callback) ?? [];
      this.#watchers.set(upid, left);
    };
  }
}
