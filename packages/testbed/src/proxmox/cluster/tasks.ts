import { Failure, failure } from "../failure.ts";
import type { Faults } from "../faults.ts";
import type { TaskInputs, TaskKind } from "../workers/inputs.ts";
import type { Cluster } from "./cluster.ts";
import { type LockWish, lockTimeout } from "./locks.ts";
import type { Run, Task, Workers } from "./task.ts";
import { TaskBook } from "./task-book.ts";
import { encodeUpid, type Upid } from "./upid.ts";

/** Runs tasks on the clock's timers; nothing polls. */
export class Tasks extends TaskBook {
  readonly faults: Faults;
  #cluster: Cluster;
  #workers: Workers;
  #stopped = false;
  #timers = new Map<string, () => void>();

  constructor(cluster: Cluster, workers: Workers, faults: Faults) {
    super(cluster.journal);
    this.#cluster = cluster;
    this.#workers = workers;
    this.faults = faults;
  }

  /** Starts a task and returns its UPID; its first step is done when this returns. */
  start<K extends TaskKind>(kind: K, input: TaskInputs[K], named: Pick<Upid, "node" | "type" | "id" | "user">): string {
    const { now } = this.#cluster;
    const pstart = Math.floor((now - this.#cluster.node(named.node).bootedAt) / 10);
    const upid: Upid = { ...named, pid: this.nextPid(), pstart, starttime: Math.floor(now / 1000) };
    const text = encodeUpid(upid);
    const task: Task<K> = { ...upid, upid: text, kind, input, step: "start", held: [], log: [], warnings: 0 };
    this.records.put(text, task);
    this.#guarded(task, () => {
      const fault = this.faults.meet(["task"], this.#occasion(task), "before");
      if (fault) throw failure(fault.text ?? "unexpected status");
      this.#go(task);
    });
    return text;
  }

  #occasion(task: Task) {
    const { vmid } = task.input;
    const vm = this.#cluster.vms.get(vmid);
    const vmids = "newid" in task.input ? [vmid, task.input.newid] : [vmid];
    const name = task.input.name ?? vm?.options.name;
    return { on: task.type, vmids, node: task.node, ...(name === undefined ? {} : { name: String(name) }) };
  }

  /** Goes on with the tasks that were running when the process was killed. */
  resume(): void {
    const running = this.records.values().filter((task) => task.endtime === undefined);
    for (const task of running) for (const wish of task.held) this.#cluster.locks.hold(wish, task.upid);
    for (const task of running) {
      // A console's connection is gone with the process.
      if (task.kind === "console") this.end(task.upid, "unexpected status");
      else if (task.waitsFor) this.#waitOn(task, task.waitsFor);
      else this.#arm(task, (task.wakeAt ?? this.#cluster.now) - this.#cluster.now);
    }
  }

  #waitOn(task: Task, { wish, until }: NonNullable<Task["waitsFor"]>): void {
    this.#guarded(task, () => {
      if (this.#wait(task, wish, until)) this.#go(task);
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Ends a running task as a signal would. */
  abort(upid: string): void {
    const task = this.records.get(upid);
    if (!task || task.endtime !== undefined) return;
    this.#fail(task, this.#workers[task.kind].interrupted ?? "received interrupt");
    this.#cluster.journal.commit();
  }

  /** Ends a parked task, well or with an error. */
  end(upid: string, error?: string): void {
    const task = this.records.get(upid);
    if (!task || task.endtime !== undefined) return;
    this.#finish(task, error ?? "OK");
    this.#cluster.journal.commit();
  }

  #arm(task: Task, ms: number): void {
    const cancel = this.#cluster.clock.after(ms, () => {
      this.#timers.delete(task.upid);
      this.#guarded(task, () => this.#go(task));
      this.#cluster.journal.commit();
    });
    this.#timers.set(task.upid, cancel);
  }

  #guarded(task: Task, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#fail(task, error.message);
    }
  }

  /** Does steps until one has to wait. */
  #go<K extends TaskKind>(task: Task<K>): void {
    const run = this.#run(task);
    for (;;) {
      delete task.wakeAt;
      const step = this.#workers[task.kind].steps[task.step];
      if (!step) throw new Error(`task ${task.type} has no step ${task.step}`);
      const next = step(run);
      if (next === "done") {
        this.#end(task);
        return;
      }
      if (next === "parked") {
        this.records.put(task.upid, task);
        return;
      }
      if ("until" in next && next.until) {
        this.#waitForGuest(task, next.until, next.next);
        return;
      }
      task.step = next.next;
      if ("until" in next) continue;
      if ("lock" in next) {
        if (!this.#take(task, next.lock)) return;
        continue;
      }
      this.#breakHalfWay(task);
      const ms = this.#taskTime(task, next.sleep);
      if (ms > 0) {
        task.wakeAt = this.#cluster.now + ms;
        this.records.put(task.upid, task);
        this.#arm(task, ms);
        return;
      }
    }
  }

  #waitForGuest(task: Task, asked: Promise<void>, step: string): void {
    this.records.put(task.upid, task);
    const goOn = (act: () => void) => {
      // Aborted meanwhile, or the testbed has stopped.
      if (task.endtime !== undefined || this.#stopped) return;
      act();
      this.#cluster.journal.commit();
    };
    asked.then(
      () =>
        goOn(() => {
          task.step = step;
          this.#guarded(task, () => this.#go(task));
        }),
      (error: unknown) => goOn(() => this.#fail(task, error instanceof Error ? error.message : String(error))),
    );
  }

  /** A fault that strikes in the middle does so at the first pause. */
  #breakHalfWay(task: Task): void {
    if (task.paused) return;
    task.paused = true;
    const fault = this.faults.meet(["task"], this.#occasion(task), "during");
    if (fault) throw failure(fault.text ?? "unexpected status");
  }

  #taskTime(task: Task, seconds: number): number {
    const slow = this.faults.meet(["slow"], this.#occasion(task))?.factor ?? 1;
    return (seconds * 1000 * slow) / this.#cluster.speed;
  }

  #run<K extends TaskKind>(task: Task<K>): Run<TaskInputs[K]> {
    return {
      cluster: this.#cluster,
      tasks: this,
      task,
      input: task.input,
      log: (line) => task.log.push(line),
      warn: (line) => {
        task.log.push(`WARN: ${line}`);
        task.warnings += 1;
      },
      unlock: () => this.#unlock(task),
    };
  }

  #take(task: Task, wish: LockWish): boolean {
    const ms = (wish.seconds * 1000) / this.#cluster.speed;
    return this.#wait(task, wish, this.#cluster.now + ms);
  }

  #wait(task: Task, wish: LockWish, until: number): boolean {
    const { locks, now } = this.#cluster;
    if (this.faults.meet(["lock"], { ...this.#occasion(task), node: wish.node })) throw failure(lockTimeout(wish));
    const got = () => {
      task.held.push(wish);
      delete task.waitsFor;
      this.records.put(task.upid, task);
    };
    const granted = () => {
      got();
      this.#guarded(task, () => this.#go(task));
      this.#cluster.journal.commit();
    };
    const expired = () => {
      this.#fail(task, lockTimeout(wish));
      this.#cluster.journal.commit();
    };
    if (locks.acquire(wish, task.upid, until - now, granted, expired)) {
      got();
      return true;
    }
    task.waitsFor = { wish, until };
    task.log.push("trying to acquire lock...");
    this.records.put(task.upid, task);
    return false;
  }

  #end(task: Task): void {
    const fault = this.faults.meet(["task"], this.#occasion(task), "after");
    if (fault) this.#finish(task, fault.text ?? "unexpected status");
    else this.#finish(task, task.warnings > 0 ? `WARNINGS: ${task.warnings}` : "OK");
  }

  #fail<K extends TaskKind>(task: Task<K>, reason: string): void {
    this.#cluster.locks.cancel(task.upid);
    this.#finish(task, this.#workers[task.kind].undo?.(this.#run(task), reason) ?? reason);
  }

  #finish(task: Task, status: string): void {
    this.#timers.get(task.upid)?.();
    this.#timers.delete(task.upid);
    delete task.wakeAt;
    delete task.waitsFor;
    task.status = status;
    task.endtime = this.#cluster.now;
    const good = status === "OK" || status.startsWith("WARNINGS: ");
    task.log.push(good ? `TASK ${status}` : `TASK ERROR: ${status}`);
    this.records.put(task.upid, task);
    this.forget();
    this.#unlock(task);
    this.announce(task);
  }

  #unlock(task: Task): void {
    const held = task.held;
    task.held = [];
    for (const wish of held) this.#cluster.locks.release(wish, task.upid);
  }
}
