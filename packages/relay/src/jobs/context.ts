import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Endpoint } from "../endpoint.ts";
import type { Lease } from "../lease.ts";
import type { Answers, Resource } from "../proxmox/answers.ts";
import type { ReadMethod, WriteMethod } from "../proxmox/client.ts";
import type { Params } from "../proxmox/contract.gen.ts";
import { waitTask } from "../proxmox/task.ts";

export interface Progress {
  fraction?: number | null;
  message?: string | null;
  upid?: string | null;
}

/** What a handler works with: one job, one endpoint, and the right to change it only while the lease is held. */
export interface JobContext {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly log: Log;
  /** When the control plane issued the job. */
  readonly issuedAt: Date;
  /** Whether this job may have changed something before: it was delivered before, or has already sent a change. */
  readonly mayHaveActed: boolean;
  /** Aborts when the lease is lost, the run limit is reached or the relay stops. */
  readonly signal: AbortSignal;
  report(progress: Progress): void;
  /** Opens a value sealed to the location's key. */
  open(sealed: string): Promise<unknown>;
  /** What there is in the cluster now. */
  resources(type: "vm" | "storage"): Promise<Resource[]>;
  read<M extends ReadMethod>(method: M, params: Params[M]): Promise<Answers[M]>;
  write<M extends WriteMethod>(method: M, params: Params[M]): Promise<Answers[M]>;
  /** Waits for a task that a write has started; null means there was nothing to start. */
  task(upid: string | null | undefined): Promise<void>;
}

export interface ContextOptions {
  endpoint: Endpoint;
  clock: Clock;
  log: Log;
  issuedAt: Date;
  redelivered: boolean;
  lease: Lease;
  signal: AbortSignal;
  report(progress: Progress): void;
  open(sealed: string): Promise<unknown>;
}

export function jobContext(options: ContextOptions): JobContext {
  const { endpoint, clock, log, issuedAt, lease, signal, report, open } = options;
  let acted = options.redelivered;
  return {
    get mayHaveActed() {
      return acted;
    },
    endpoint,
    clock,
    log,
    issuedAt,
    signal,
    report,
    open,
    resources: (type) => unlessAborted(endpoint.resources(type), signal),
    read: (method, params) => endpoint.proxmox.read(method, params, signal),
    write: async (method, params) => {
      lease.assertHeld();
      signal.throwIfAborted();
      acted = true;
      log.info("asking Proxmox for a change", { method });
      return endpoint.proxmox.write(method, params, signal);
    },
    task: async (upid) => {
      if (!upid) return;
      report({ upid });
      log.info("waiting for a Proxmox task", { upid });
      await waitTask(endpoint.proxmox, upid, { clock, signal, onFraction: (fraction) => report({ fraction, upid }) });
    },
  };
}

/** A call that others share cannot be ended for one of them; but that one need not wait for it. */
function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
