import { listRuns, openStore, requireTables } from "@hostwright/core/migration";
import type { Flags } from "./flags.ts";
import { EXIT } from "./load.ts";
import { lineOf } from "./progress.ts";
import { shownCounts } from "./report.ts";

/** The runs so far, the newest first. */
export async function status(source: string | null, target: string, flags: Flags): Promise<number> {
  const store = await openStore(target);
  try {
    await requireTables(store);
    const runs = await listRuns(store, source);
    if (flags.json) {
      const shown = runs.map(({ counts, ...run }) => ({ ...run, kinds: shownCounts(counts) }));
      console.log(JSON.stringify({ runs: shown }));
      return EXIT.done;
    }
    if (runs.length === 0) console.log("Nothing has been brought over yet.");
    for (const { id, status: state, system, started, ended, counts, problem } of runs) {
      const ms = (ended ? new Date(ended) : new Date()).getTime() - new Date(started).getTime();
      console.log(`${id}  ${state.padEnd(11)}  ${system}  ${started}  ${lineOf(counts, undefined, ms)}`);
      if (problem) console.log(`    ${problem}`);
    }
    return EXIT.done;
  } finally {
    await store.close();
  }
}
