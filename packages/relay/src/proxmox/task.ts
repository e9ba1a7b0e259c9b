import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Proxmox } from "./client.ts";
import { isProxyFailure, ProxmoxError, TaskFailure, TaskLost } from "./error.ts";

/** What a UPID says: `UPID:{node}:{pid}:{pstart}:{starttime}:{type}:{id}:{user}:`. */
export interface Upid {
  node: string;
  type: string;
  id: string;
  user: string;
  startedAt: Date;
}

const UPID = /^UPID:([^:\s]+):[0-9A-F]{8,}:[0-9A-F]{8,}:([0-9A-F]{8}):([^:\s]+):([^:\s]*):([^:\s]+):/i;

export function parseUpid(upid: string): Upid {
  const [, node, start, type, id, user] = UPID.exec(upid) ?? [];
  if (!node || !start || !type || id === undefined || !user) throw new TaskLost(`not a UPID: ${upid}`);
  return { node, type, id, user, startedAt: new Date(Number.parseInt(start, 16) * 1000) };
}

const LOG = "GET /nodes/{node}/tasks/{upid}/log";

/** After a sixteenth of the time a task has taken, so that its end is noticed little later; at most every second or so. */
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 1_000;
const POLL_GROWTH = 1.0625;
/** Tasks shorter than that are not asked for their log. */
const LOG_AFTER_MS = 1_000;
/** A node may be away that long before its task counts as lost. */
const NODE_AWAY_MS = 60_000;

export interface WaitOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** 0 to 1, from the task's log; called when it changes. */
  onFraction?: ((fraction: number) => void) | undefined;
}

/**
 * Waits for a task by its UPID, and so can go on with one that another process started.
 * @returns the exit status, `OK` or `WARNINGS: n`.
 * @throws TaskFailure when the task failed, TaskLost when nobody can tell any more, the signal's reason.
 */
export async function waitTask(proxmox: Proxmox, upid: string, options: WaitOptions): Promise<string> {
  const { clock, signal } = options;
  const { node } = parseUpid(upid);
  const started = clock.now().getTime();
  let lastAnswer = started;
  let pause = FIRST_POLL_MS;
  let fraction = 0;
  let line = 0;
  for (;;) {
    const status = await proxmox.read("GET /nodes/{node}/tasks/{upid}/status", { node, upid }, signal).catch(away);
    const now = clock.now().getTime();
    if (status) {
      lastAnswer = now;
      if (status.status === "stopped") {
        const exit = status.exitstatus ?? "unexpected status";
        if (exit === "OK" || exit.startsWith("WARNINGS")) return exit;
        throw new TaskFailure(upid, exit);
      }
      if (options.onFraction && now - started >= LOG_AFTER_MS) {
        const log = await proxmox.read(LOG, { node, upid, start: line, limit: 500 }, signal).catch(away);
        const entries = (log ?? []).filter((entry) => entry.t !== "no content");
        line = Math.max(line, ...entries.map((entry) => entry.n));
        const seen = Math.max(fraction, ...entries.map((entry) => fractionIn(entry.t)));
        if (seen > fraction) options.onFraction(seen);
        fraction = seen;
      }
    } else if (now - lastAnswer > NODE_AWAY_MS) {
      throw new TaskLost(`no answer about ${upid}`);
    }
    await sleep(clock, pause, signal);
    pause = Math.min(pause * POLL_GROWTH, LONGEST_POLL_MS);
  }
}

/** A read that failed because something is away may work again; one that Proxmox refused tells that the task is unknown. */
function away(error: unknown): undefined {
  if (!(error instanceof ProxmoxError)) throw error;
  if (error.status === 401 || error.status === 403) throw error;
  if (error.outcome === "refused" && !isProxyFailure(error.status)) throw new TaskLost(error.words);
  return undefined;
}

/** `transferred 3.2 GiB of 10.0 GiB (32.00%)` and the like. */
export function fractionIn(line: string): number {
  const percent = /\((\d{1,3}(?:\.\d+)?)%\)/.exec(line)?.[1] ?? /\b(\d{1,3}(?:\.\d+)?)% complete/.exec(line)?.[1];
  return percent ? Math.min(Number(percent) / 100, 1) : 0;
}
