import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import type { Proof, Target } from "./proof.ts";

const MAIN = join(import.meta.dirname, "../../packages/cli/src/main.ts");

function start({ filled, mapping, attachments }: Proof, { url, objects }: Target): ChildProcess {
  const flags = [
    "--source",
    filled.readerUrl,
    "--target",
    url,
    "--mapping",
    mapping,
    "--attachments",
    attachments,
    "--objects",
    objects,
    "--allow-set-aside",
    "--yes",
    "--json",
  ];
  return spawn(process.execPath, [MAIN, "migrate", "whmcs", "apply", ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

const brought = async ({ store }: Target): Promise<number> => {
  const [row] = await store.query<{ n: number }>("select count(*)::int as n from migration_rows");
  return row?.n ?? 0;
};

/** The killed one's connection ends a moment after it. */
async function untilGone({ store }: Target): Promise<void> {
  for (;;) {
    const others = await store.query(
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name = 'hostwright migrate'",
    );
    if (others.length === 0) return;
  }
}

/**
 * Runs the command line and kills it (SIGKILL) once so many rows are there, at each of `points` in turn; then lets it
 * end. @returns how many of the kills met a run at work
 */
export async function applyKilled(proof: Proof, target: Target, points: readonly number[]): Promise<number> {
  let kills = 0;
  for (const point of points) {
    const run = start(proof, target);
    const ended = once(run, "exit");
    while (run.exitCode === null && (await brought(target)) < point) await turn();
    run.kill("SIGKILL");
    await ended;
    if (run.signalCode === "SIGKILL") kills += 1;
    await untilGone(target);
  }
  const last = start(proof, target);
  let said = "";
  last.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-5000);
  });
  const [code] = await once(last, "exit");
  if (code !== 0) throw new Error(`the run that was left alone ended with ${code}:\n${said}`);
  return kills;
}
