import type { GuestRun } from "../backend/guest-backend.ts";
import type { Cluster } from "../cluster/cluster.ts";

/** What the agent's `exec` has started, by the pid it answered: undefined while it runs. */
const started = new WeakMap<Cluster, Map<number, GuestRun | undefined>>();

/** Where no system is behind the VM, a command ends at once, well, and says nothing. */
export const NOTHING: GuestRun = { exitcode: 0, out: "", err: "" };

export function begin(cluster: Cluster, pid: number, run: Promise<GuestRun> | undefined): void {
  const runs = started.get(cluster) ?? new Map<number, GuestRun | undefined>();
  started.set(cluster, runs);
  runs.set(pid, run ? undefined : NOTHING);
  run?.then(
    (ended) => runs.set(pid, ended),
    (error: unknown) => runs.set(pid, { exitcode: 127, out: "", err: String(error) }),
  );
}

/** As `exec-status` answers it; unknown pids count as ended, since the testbed forgets them when it is restarted. */
export function statusOf(cluster: Cluster, pid: number) {
  const runs = started.get(cluster);
  const run = runs?.has(pid) ? runs.get(pid) : NOTHING;
  if (!run) return { exited: 0 };
  return {
    exited: 1,
    exitcode: run.exitcode,
    ...(run.out ? { "out-data": run.out } : {}),
    ...(run.err ? { "err-data": run.err } : {}),
  };
}
