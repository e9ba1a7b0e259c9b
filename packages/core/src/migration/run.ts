import { newId } from "../kernel/index.ts";
import { addCounts, type Counts, countOf } from "./counts.ts";
import { KINDS, type Kind } from "./entities.ts";
import { Ledger } from "./ledger.ts";
import type { SourceFile } from "./load/loader.ts";
import { PLACEHOLDERS } from "./load/placeholders.ts";
import { type ChangedHere, type Loading, loadKind, type Tally } from "./load-kind.ts";
import type { Brought, Outcome } from "./outcome.ts";
import { Parents } from "./parents.ts";
import { beginRun, endRun, noteProgress } from "./run-record.ts";
import { inTransaction, type Store } from "./store.ts";
import { surroundings } from "./surroundings.ts";

export interface RunOptions {
  /** Names the company's database, the same for every run over it; at most 40 ASCII characters. */
  source: string;
  /** What it is, for people: `WHMCS 8.4`. */
  system: string;
  mode: "plan" | "apply";
  /** Kinds to take in; all unless told. */
  only?: readonly Kind[];
  linkUsers?: boolean;
  now(): Date;
  /** Takes a file of the source into the object store; needed where attachments come with theirs. */
  keepFile?(file: SourceFile): Promise<void>;
  /** Called after each batch. */
  progress?(counts: Counts): void;
}

export interface RunReport {
  run: string;
  mode: "plan" | "apply";
  counts: Counts;
  changedHere: ChangedHere[];
}

/**
 * Takes in what a source has become. One batch is one transaction, its mapping rows included, so a run that is killed goes
 * on where it was: what is there already is passed over by its hash.
 * @param outcomes in batches, parents before children
 */
export async function runMigration(
  store: Store,
  options: RunOptions,
  outcomes: AsyncIterable<readonly Outcome[]>,
): Promise<RunReport> {
  const planning = options.mode === "plan";
  const run = planning ? newId("mig", options.now()) : await beginRun(store, options);
  const ledger = new Ledger(store, { source: options.source, run, planning });
  await ledger.open();
  const parents = new Parents(ledger);
  const around = await surroundings(store, { ...options, planning }, ledger, parents);
  const loading: Loading = { around, ledger, parents };
  const only = new Set(options.only ?? KINDS);
  const report: RunReport = { run, mode: options.mode, counts: {}, changedHere: [] };
  const transaction = planning
    ? <T>(work: () => Promise<T>) => work()
    : <T>(work: () => Promise<T>) => inTransaction(store, work);
  try {
    await transaction(() => loadPlaceholders(loading, only));
    for await (const batch of outcomes) {
      const tally: Tally = { counts: {}, setAside: [], changedHere: [] };
      await transaction(async () => {
        await loadBatch(loading, tally, batch, only);
        if (!planning) await noteProgress(store, run, withCounts(report.counts, tally.counts), options.now());
      });
      addCounts(report.counts, tally.counts);
      report.changedHere.push(...tally.changedHere);
      options.progress?.(report.counts);
    }
    if (!planning)
      await inTransaction(store, async () => {
        await ledger.forgetResolved([...only]);
        await endRun(store, run, { status: "done", counts: report.counts, now: options.now() });
      });
    return report;
  } catch (error) {
    if (!planning)
      // Where the database is gone the run stays `running`, and the next one finds that nobody runs it.
      await endRun(store, run, {
        status: "failed",
        problem: String(error),
        counts: report.counts,
        now: options.now(),
      }).catch(() => {});
    throw error;
  }
}

const withCounts = (sum: Counts, more: Counts): Counts => {
  const total = structuredClone(sum);
  addCounts(total, more);
  return total;
};

async function loadBatch(loading: Loading, tally: Tally, batch: readonly Outcome[], only: ReadonlySet<Kind>) {
  for (const kind of KINDS) {
    if (!only.has(kind)) continue;
    const brought: Brought<typeof kind>[] = [];
    for (const outcome of batch) {
      if (outcome.kind !== kind) continue;
      if (outcome.outcome === "set_aside") {
        const count = countOf(tally.counts, kind);
        count.source += 1;
        count.set_aside += 1;
        tally.setAside.push(outcome);
      } else if (isOf(outcome, kind)) brought.push(outcome);
    }
    // Before its children look for why their parent is not there.
    await loading.ledger.setAside(tally.setAside.splice(0));
    if (brought.length === 0) continue;
    await loadKind(loading, tally, kind, brought);
    await loading.ledger.setAside(tally.setAside.splice(0));
  }
}

const isOf = <K extends Kind>(outcome: Brought<Kind>, kind: K): outcome is Brought<K> => outcome.kind === kind;

/** What servers without a place refer to. Left alone where it is here already, of an earlier source. */
async function loadPlaceholders(loading: Loading, only: ReadonlySet<Kind>): Promise<void> {
  if (!only.has("servers")) return;
  const tally: Tally = { counts: {}, setAside: [], changedHere: [] };
  for (const kind of ["images", "locations", "endpoints"] as const) {
    const missing = PLACEHOLDERS.filter(
      (one): one is Brought<typeof kind> =>
        one.kind === kind && "name" in one.entity && !loading.around.names.get(kind, one.entity.name),
    );
    await loadKind(loading, tally, kind, missing);
  }
}
