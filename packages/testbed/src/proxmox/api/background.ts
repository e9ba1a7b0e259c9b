import { type LockWish, lockTimeout } from "../cluster/locks.ts";
import { failure } from "../failure.ts";
import type { Call } from "./call.ts";

/** Does something under a VM's file lock inside a call, which waits for it up to 10 s. @throws Failure */
export async function underLock<T>(call: Call, wish: LockWish, act: () => T): Promise<T> {
  const { cluster } = call;
  const holder = `call:${call.tasks.nextPid()}`;
  await new Promise<void>((resolve, reject) => {
    const ms = (wish.seconds * 1000) / cluster.speed;
    const expired = () => reject(failure(lockTimeout(wish)));
    if (call.faults.meet(["lock"], { vmids: [wish.vmid], node: wish.node })) expired();
    else if (cluster.locks.acquire(wish, holder, ms, resolve, expired)) resolve();
  });
  try {
    return act();
  } finally {
    cluster.locks.release(wish, holder);
  }
}

/** Waits for a task up to so many seconds; its UPID when it goes on longer, null when it has ended well. @throws Failure */
export async function background(call: Call, upid: string, seconds: number | undefined, failed: string) {
  if (seconds === undefined) return upid;
  const { cluster, tasks } = call;
  await new Promise<void>((resolve) => {
    let stopWaiting = (): void => undefined;
    const cancel = cluster.clock.after(seconds * 1000, () => {
      stopWaiting();
      resolve();
    });
    stopWaiting = tasks.onEnd(upid, () => {
      cancel();
      resolve();
    });
  });
  const task = tasks.records.get(upid);
  if (task?.endtime === undefined) return upid;
  if (task.status !== "OK" && !task.status?.startsWith("WARNINGS")) throw failure(`${failed}${task.status}`);
  return null;
}
