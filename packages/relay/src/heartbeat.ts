import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Endpoint } from "./endpoint.ts";
import type { Health } from "./health.ts";
import type { Reports } from "./queue/reports.ts";
import { checkSite } from "./site-check.ts";

const EVERY_MS = 30_000;

/** Tells the control plane, at once and then every 30 s, that this relay is there and what it finds wrong on its site. */
export async function beat(options: {
  relay: string;
  location: string;
  version: string;
  clock: Clock;
  log: Log;
  reports: Reports;
  endpoints: readonly Endpoint[];
  health: Health;
  runningJobs(): number;
  signal: AbortSignal;
}): Promise<void> {
  const { relay, location, version, clock, log, reports, endpoints, health, runningJobs, signal } = options;
  const started_at = clock.now().toISOString();
  let known = "";
  while (!signal.aborted) {
    health.write();
    const problems = (await Promise.all(endpoints.map((endpoint) => checkSite(endpoint, clock, signal)))).flat();
    if (signal.aborted) return;
    const seen = JSON.stringify(problems);
    if (seen !== known && problems.length > 0) log.warn("the site check found problems", { problems });
    if (seen !== known && problems.length === 0 && known !== "") log.info("the site check finds no problem any more");
    known = seen;
    const at = clock.now().toISOString();
    await reports
      .send({
        type: "heartbeat",
        version: 1,
        relay,
        location,
        at,
        relay_version: version,
        started_at,
        running_jobs: runningJobs(),
        problems,
      })
      .catch((error: unknown) => log.warn("a heartbeat could not be sent", { error: String(error) }));
    await sleep(clock, EVERY_MS, signal).catch(() => {});
  }
}
