import type { JobMessage, RelayMessage } from "@hostwright/core/action/jobs";
import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { converge } from "./converge.ts";
import type { Endpoint } from "./endpoint.ts";
import { JobFailure, jobErrorOf, RELAY_ERRORS } from "./errors.ts";
import { jobContext } from "./jobs/context.ts";
import type { Prepared } from "./jobs/index.ts";
import type { Lease } from "./lease.ts";
import { type Envelope, ProgressReport } from "./progress.ts";
import type { Reports } from "./queue/reports.ts";

export type Outcome = Extract<RelayMessage, { type: "result" }>["outcome"];

/** What every job of a relay shares. */
export interface Surroundings {
  relay: string;
  location: string;
  clock: Clock;
  log: Log;
  reports: Reports;
  endpoints: ReadonlyMap<string, Endpoint>;
  /** Opens a value sealed to the location's key. */
  open(sealed: string): Promise<unknown>;
}

export const failed = (
  code: keyof typeof RELAY_ERRORS,
  detail: string | null = null,
  secrets: Iterable<string> = [],
): Outcome => ({
  ok: false,
  error: jobErrorOf(code, detail, secrets),
});

export const envelopeOf = (
  around: Pick<Surroundings, "relay" | "location">,
  job: Pick<JobMessage, "job" | "try" | "request_id">,
): Envelope => ({
  version: 1,
  relay: around.relay,
  location: around.location,
  job: job.job,
  try: job.try,
  request_id: job.request_id,
});

/**
 * Does one job and says how it went.
 * @param stop aborts with the reason why the relay gives the job up (its lease is lost, or the relay stops).
 * @throws the reason of `stop`: then there is no result, and the job is somebody else's.
 */
export async function runJob(
  around: Surroundings,
  work: { job: JobMessage; prepared: Prepared; lease: Lease; stop: AbortSignal; log: Log; redelivered: boolean },
): Promise<Outcome> {
  const { job, prepared, lease, stop, log } = work;
  const { clock, reports } = around;
  const endpoint = around.endpoints.get(prepared.endpoint);
  if (!endpoint) return failed("unknown_endpoint", prepared.endpoint);

  const progress = new ProgressReport({ envelope: envelopeOf(around, job), reports, clock, log, lease });
  const limit = new AbortController();
  const giveUp = () => limit.abort(stop.reason);
  if (stop.aborted) giveUp();
  stop.addEventListener("abort", giveUp, { once: true });
  const cancelLimit = clock.after(job.run_limit_seconds * 1000, () =>
    limit.abort(new JobFailure("run_limit_exceeded")),
  );
  const secrets = new Set<string>();
  const ctx = jobContext({
    endpoint,
    clock,
    log,
    issuedAt: new Date(job.issued_at),
    redelivered: work.redelivered,
    lease,
    signal: limit.signal,
    report: (change) => progress.report(change),
    open: async (sealed) => {
      const opened = await around.open(sealed);
      remember(opened, secrets);
      return opened;
    },
  });
  progress.begin();
  try {
    const onWait = (code: keyof typeof RELAY_ERRORS) =>
      progress.report({ message: `Waiting: ${RELAY_ERRORS[code].message}` });
    return { ok: true, result: await converge(() => prepared.run(ctx), { clock, log, signal: limit.signal, onWait }) };
  } catch (error) {
    stop.throwIfAborted();
    lease.assertHeld();
    return error instanceof JobFailure
      ? failed(error.code, error.detail, secrets)
      : failed("internal", String(error), secrets);
  } finally {
    cancelLimit();
    stop.removeEventListener("abort", giveUp);
    await progress.end();
  }
}

/** Whatever was sealed must not show up in an error's detail. */
function remember(opened: unknown, secrets: Set<string>): void {
  if (typeof opened === "string") secrets.add(opened);
  else if (opened !== null && typeof opened === "object")
    for (const value of Object.values(opened)) remember(value, secrets);
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Sends a result until the queue has it. @throws LeaseLost when the job is no longer ours. */
export async function sendResult(
  around: Surroundings,
  work: { job: Pick<JobMessage, "job" | "try" | "request_id">; outcome: Outcome; lease: Lease; log: Log },
): Promise<void> {
  const { clock, reports } = around;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    work.lease.assertHeld();
    try {
      const at = clock.now().toISOString();
      return await reports.send({ type: "result", ...envelopeOf(around, work.job), at, outcome: work.outcome });
    } catch (error) {
      work.log.warn("a result could not be sent yet", { error: String(error) });
      await sleep(clock, pause, work.lease.signal);
    }
  }
}
