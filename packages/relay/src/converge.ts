import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { JobFailure, type RelayErrorCode } from "./errors.ts";
import { isProxyFailure, ProxmoxError, TaskFailure, TaskLost } from "./proxmox/error.ts";

/**
 * What to do about an error of a handler. `again`: look once more from the start, which is safe since every handler looks
 * before it acts; `patience` bounds how often, where waiting alone does not help.
 */
export type Verdict = { again: true; code: RelayErrorCode; patience: number } | { again: false; code: RelayErrorCode };

const LOOKS = 6;

/** Proxmox's words, and what they mean (from the sources of qemu-server, pve-guest-common and pve-common). */
const WORDS: ReadonlyArray<[RegExp, Verdict]> = [
  [
    /can't lock file .* got timeout|unable to (?:acquire|open) .*lock|VM is locked|\bis locked \(/i,
    again("vm_locked", Infinity),
  ],
  [/detected modified configuration|checksum mismatch/i, again("vm_locked", Infinity)],
  [/config file already exists|already exists on node|\.conf.* failed: File exists/i, again("vmid_taken", LOOKS)],
  [/Configuration file '.*' does not exist|no such VM|unable to find configuration file/i, again("vm_missing", LOOKS)],
  [/already running|not running/i, again("task_failed", LOOKS)],
  [
    /no space left|not enough (?:free )?space|insufficient free space|free space in thin pool|out of space/i,
    stop("storage_full"),
  ],
];

function again(code: RelayErrorCode, patience: number): Verdict {
  return { again: true, code, patience };
}
function stop(code: RelayErrorCode): Verdict {
  return { again: false, code };
}

export function judge(error: unknown): Verdict {
  if (error instanceof JobFailure) return stop(error.code);
  if (error instanceof TaskLost) return again("endpoint_unreachable", Infinity);
  if (error instanceof TaskFailure) return said(error.words) ?? stop("task_failed");
  if (!(error instanceof ProxmoxError)) return stop("internal");
  if (error.outcome !== "refused" || isProxyFailure(error.status)) return again("endpoint_unreachable", Infinity);
  if (error.status === 401 || error.status === 403) return stop("token_refused");
  return said(error.words) ?? stop("proxmox_refused");
}

const said = (words: string): Verdict | undefined => WORDS.find(([pattern]) => pattern.test(words))?.[1];

export const detailOf = (error: unknown): string | null => {
  if (error instanceof JobFailure) return error.detail;
  if (error instanceof ProxmoxError || error instanceof TaskFailure) return error.words;
  return error instanceof Error ? `${error.name}: ${error.message}` : null;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs a handler until it succeeds or its failure is final.
 * @throws JobFailure with a stable code, or the signal's reason (the run limit then names what it waited for).
 */
export async function converge<T>(
  handler: () => Promise<T>,
  options: { clock: Clock; log: Log; signal: AbortSignal; onWait?: (code: RelayErrorCode) => void },
): Promise<T> {
  const { clock, log, signal } = options;
  let waitingFor: JobFailure | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await handler();
    } catch (error) {
      if (signal.aborted) throw limited(signal.reason, waitingFor);
      const verdict = judge(error);
      const failure = new JobFailure(verdict.code, detailOf(error));
      if (verdict.code === "internal")
        log.error("a job handler broke", { error: error instanceof Error ? error.stack : String(error) });
      if (!verdict.again || attempt >= verdict.patience) throw failure;
      waitingFor = failure;
      options.onWait?.(verdict.code);
      log.info("looking again", { code: verdict.code, detail: failure.detail, attempt });
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      await sleep(clock, pause * (0.5 + Math.random() / 2), signal).catch(() => {
        throw limited(signal.reason, waitingFor);
      });
    }
  }
}

/** At the run limit, the reason it took so long says more than the limit itself. */
const limited = (reason: unknown, waitingFor: JobFailure | undefined): unknown =>
  reason instanceof JobFailure && reason.code === "run_limit_exceeded" && waitingFor ? waitingFor : reason;
