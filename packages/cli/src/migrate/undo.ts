import {
  filesOf,
  latestBringer,
  openStore,
  removeUnused,
  requireTables,
  restoreIndexes,
  takeTurn,
  undoRun,
} from "@hostwright/core/migration";
import { FlagError, type Flags } from "./flags.ts";
import { EXIT } from "./load.ts";
import { objectsOf } from "./objects.ts";
import { shown } from "./report.ts";

/** Takes away what a run brought: the one that is named, else the latest that brought anything. */
export async function undo(source: string | null, target: string, flags: Flags): Promise<number> {
  const store = await openStore(target);
  try {
    await requireTables(store);
    await takeTurn(store);
    await restoreIndexes(store);
    const run = flags.run ?? (await latestBringer(store, source));
    if (!run) {
      if (flags.json) console.log(JSON.stringify({ run: null, removed: {}, used: [] }));
      else console.log("There is nothing to undo.");
      return EXIT.done;
    }
    if (!flags.yes) throw new FlagError(`undo removes everything that run ${run} brought: say so with --yes`);
    const files = await filesOf(store, run);
    const objects = files.length > 0 ? await objectsOf(flags) : undefined;
    const { removed, used } = await undoRun(store, run, () => new Date());
    // After the rows: a file that nothing names does no harm, a row without its file does.
    if (objects && used.length === 0) await removeUnused(store, objects, files);
    const gone = Object.fromEntries(Object.entries(removed).map(([kind, count]) => [shown(kind), count]));
    if (flags.json)
      console.log(JSON.stringify({ run, removed: gone, used: used.map((row) => ({ ...row, kind: shown(row.kind) })) }));
    else if (used.length > 0) {
      console.log(`Nothing was removed: some of what run ${run} brought has been used since.`);
      for (const row of used) console.log(`  ${row.table}:${row.id} (${shown(row.kind)} ${row.target}) ${row.message}`);
    } else for (const [kind, count] of Object.entries(gone)) console.log(`${kind}: ${count} removed`);
    return used.length > 0 ? EXIT.refused : EXIT.done;
  } finally {
    await store.close();
  }
}
