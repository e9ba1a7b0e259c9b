import { newId } from "../kernel/id.ts";
import { restoreIndexes, setIndexesAside } from "./bulk-indexes.ts";
import { addCounts, type Counts, countOf } from "./counts.ts";
import { KINDS, type Kind } from "./entities.ts";
import { Ledger } from "./ledger.ts";
import type { SourceFile } from "./load/loader.ts";
import { PLACEHOLDERS } from "./load/placeholders.ts";
import { type ChangedHere, type Loading, loadKind, type Tally } from "./load-kind.ts";
import type { Brought, Outcome } from "./outcome.ts";
import { Parents } from "./parents.ts";
import { beginRun, endRun, noteProgress } from "./run-record.ts";
import type { Store } from "./store.ts";
import { surroundings } from "./surroundings.ts";
import { Writer } from "./writer.ts";

export interface RunOptions {
  /** Names the company's database, the same for every run over it; at most 40 ASCII characters. */
  source: string;
  /** What it is, for people: `WHMCS 8.4`. */
  system: string;
  mode: "plan" | "apply";
  /** Kinds to take in; all unless told. */
  only?: readonly Kind[];
  linkUsers?: boolean;
  /** How many outcomes there will be, about. */
  expected?: number;
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
 * Takes in what a source has become. A few batches are one transaction, their mapping rows included, so a run that is killed
 * goes on where it was: what is there already is passed over by its hash.
 * @param outcomes in batches, parents before children
 */
export async function runMigration(
  store: Store,
  options: RunOptions,
  outcomes: AsyncIterable<readonly Outcome[]>,
): Promise<RunReport> {
  const planning = options.mode === "plan";
  const run = planning ? newId("mig", options.now()) : await beginRun(store, options);
  const writer = planning ? undefined : new Writer(store);
  const target = writer ?? store;
  const ledger = new Ledger(target, { source: options.source, run, planning });
  await ledger.open();
  const parents = new Parents(ledger);
  const around = await surroundings(target, { ...options, planning }, ledger, parents);
  const loading: Loading = { around, ledger, parents };
  const only = new Set(options.only ?? KINDS);
  const report: RunReport = { run, mode: options.mode, counts: {}, changedHere: [] };
  let tally = newTally();
  /** Whether what waits to be written ends with a batch. */
  let whole = true;
  const commit = async () => {
    const done = tally;
    tally = newTally();
    const written = () => {
      addCounts(report.counts, done.counts);
      report.changedHere.push(...done.changedHere);
      options.progress?.(report.counts);
    };
    if (!writer) return written();
    await writer.settled();
    await noteProgress(writer, run, withCounts(report.counts, done.counts), options.now());
    await writer.commit(written);
  };
  try {
    if (!planning) await setIndexesAside(store, options.expected ?? 0);
    await loadPlaceholders(loading, only);
    let kind: Kind | undefined;
    for await (const batch of outcomes) {
      // What parents became is written before their children come.
      if (writer && batch[0]?.kind !== kind) await commit();
      kind = batch[0]?.kind;
      whole = false;
      await loadBatch(loading, tally, batch, only);
      whole = true;
      tally.rows += batch.length;
      if (!writer || tally.rows >= TRANSACTION_ROWS || writer.bytes >= TRANSACTION_BYTES) await commit();
    }
    await commit();
    if (writer) {
      await writer.settled();
      await restoreIndexes(store);
      await ledger.forgetResolved([...only]);
      await endRun(writer, run, { status: "done", counts: report.counts, now: options.now() });
      await writer.commit(() => {});
      await writer.settled();
    }
    return report;
  } catch (error) {
    if (writer) {
      // Where it was the source that broke off, what it gave before is kept.
      if (whole)
        await commit()
          .then(() => writer.settled())
          .catch(() => {});
      await writer.rollback();
      await restoreIndexes(store).catch(() => {});
      // Where the database is gone the run stays `running`, and the next one finds that nobody runs it.
      await endRun(store, run, {
        status: "failed",
        problem: String(error),
        counts: report.counts,
        now: options.now(),
      }).catch(() => {});
    }
    throw error;
  }
}

/** What a transaction holds at least, where a kind has as much. */
const TRANSACTION_ROWS = 4_000;
const TRANSACTION_BYTES = 4_000_000;

const newTally = (): Tally & { rows: number } => ({ rows: 0, counts: {}, setAside: [], changedHere: [] });

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
    loading.parents.release(kind);
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
