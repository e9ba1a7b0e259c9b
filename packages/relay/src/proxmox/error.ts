/**
 * What is known about a call that failed:
 * `refused`: Proxmox answered no, nothing was done; `unsent`: it never got there; `unknown`: a change was sent and the
 * answer is missing, so look before doing anything else.
 */
export type Outcome = "refused" | "unsent" | "unknown";

/** A call to Proxmox VE that failed, with everything Proxmox said about it. */
export class ProxmoxError extends Error {
  override readonly name = "ProxmoxError";
  readonly method: string;
  readonly outcome: Outcome;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The reason of the status line and of the body, or the network's. Never what we sent. */
  readonly reason: string;
  /** By parameter, for 400 `Parameter verification failed.` */
  readonly fields: Readonly<Record<string, string>>;

  constructor(call: {
    method: string;
    outcome: Outcome;
    status: number;
    reason: string;
    fields?: Record<string, string>;
  }) {
    super(`${call.method}: ${call.status || "no answer"}: ${call.reason}`);
    this.method = call.method;
    this.outcome = call.outcome;
    this.status = call.status;
    this.reason = call.reason;
    this.fields = call.fields ?? {};
  }

  /** Proxmox's own words, the fields included. */
  get words(): string {
    const fields = Object.entries(this.fields).map(([field, text]) => `${field}: ${text.trim()}`);
    return [this.reason, ...fields].join("; ");
  }
}

/** pveproxy's own codes for a node it could not reach (595), lost (596) or could not understand (599). */
export const isProxyFailure = (status: number): boolean => status >= 595 && status <= 599;

/** A task that ended in anything but `OK` or warnings. */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  readonly upid: string;
  /** The task's exit status: Proxmox's own words. */
  readonly words: string;

  constructor(upid: string, words: string) {
    super(`task failed: ${words}`);
    this.upid = upid;
    this.words = words;
  }
}

/** The task can no longer be asked about (its node is gone, its record expired): only the state of things can tell. */
export class TaskLost extends Error {
  override readonly name = "TaskLost";
}
