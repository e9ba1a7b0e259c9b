import { hash } from "node:crypto";
import { KINDS, type Kind } from "./entities.ts";
import { BOUND, Ledger, type MappingRow } from "./ledger.ts";
import { LOADERS } from "./load/index.ts";
import type { Loader, Surroundings } from "./load/loader.ts";
import type { Brought, Outcome } from "./outcome.ts";
import { Parents } from "./parents.ts";
import type { Store } from "./store.ts";
import { surroundings } from "./surroundings.ts";
import { hashesOf, hashRows } from "./table-spec.ts";

export const DIFFERENCES = {
  missing_here: "The source has it and it has not been brought over.",
  gone_here: "It was brought over and is not here any more.",
  gone_at_source: "It was brought over and is not at the source any more.",
  differs: "Both sides have it and they do not say the same.",
} as const;

export interface Difference {
  kind: Kind;
  table: string;
  id: string;
  target: string | null;
  code: keyof typeof DIFFERENCES;
  message: string;
}

/** One kind on both sides. Equal checksums: the same rows saying the same. */
export interface Side {
  count: number;
  checksum: string;
}
export interface KindReconciled {
  source: Side;
  target: Side;
  set_aside: number;
  differences: number;
}

export interface Reconciled {
  kinds: Partial<Record<Kind, KindReconciled>>;
  differences: Difference[];
}

/** A sum over rows in any order: each row counts with its source id and what it says. */
class Checksum {
  count = 0;
  #sum = 0n;
  add(row: string): void {
    this.count += 1;
    this.#sum = BigInt.asUintN(64, this.#sum + BigInt(`0x${hash("md5", row, "hex").slice(0, 16)}`));
  }
  side(): Side {
    return { count: this.count, checksum: this.#sum.toString(16).padStart(16, "0") };
  }
}

interface Tally {
  source: Checksum;
  target: Checksum;
  setAside: number;
  differences: number;
}

/**
 * Compares what the source says today with what stands here, row by row: not what was written down about it when it was
 * brought, but the rows themselves.
 */
export async function reconcile(
  store: Store,
  options: { source: string; only?: readonly Kind[]; now(): Date; found?(difference: Difference): void },
  outcomes: AsyncIterable<readonly Outcome[]>,
): Promise<Reconciled> {
  const only = new Set(options.only ?? KINDS);
  const ledger = new Ledger(store, { source: options.source, run: "", planning: false });
  const parents = new Parents(ledger);
  const around = await surroundings(store, { ...options, planning: true }, ledger, parents);
  const tallies = new Map<Kind, Tally>();
  const differences: Difference[] = [];
  const tell = (difference: Difference) => {
    differences.push(difference);
    tallyOf(tallies, difference.kind).differences += 1;
  };
  await store.query("create temporary table reconcile_seen (source_table text, source_id text, kind text)");
  try {
    for await (const batch of outcomes)
      for (const kind of KINDS) {
        if (!only.has(kind)) continue;
        const brought: Brought<typeof kind>[] = [];
        for (const outcome of batch) {
          if (outcome.kind !== kind) continue;
          if (outcome.outcome === "set_aside") tallyOf(tallies, kind).setAside += 1;
          else if (isOf(outcome, kind)) brought.push(outcome);
        }
        await compare({ store, ledger, parents, around, tell }, tallyOf(tallies, kind), kind, brought);
      }
    await findGone(store, options.source, [...only], tell);
  } finally {
    await store.query("drop table reconcile_seen");
  }
  const kinds: Reconciled["kinds"] = {};
  for (const kind of KINDS) {
    const tally = tallies.get(kind);
    if (tally)
      kinds[kind] = {
        source: tally.source.side(),
        target: tally.target.side(),
        set_aside: tally.setAside,
        differences: tally.differences,
      };
  }
  return { kinds, differences };
}

const isOf = <K extends Kind>(outcome: Brought<Kind>, kind: K): outcome is Brought<K> => outcome.kind === kind;

function tallyOf(tallies: Map<Kind, Tally>, kind: Kind): Tally {
  const known = tallies.get(kind);
  if (known) return known;
  const fresh = { source: new Checksum(), target: new Checksum(), setAside: 0, differences: 0 };
  tallies.set(kind, fresh);
  return fresh;
}

interface Comparing {
  store: Store;
  ledger: Ledger;
  parents: Parents;
  around: Surroundings;
  tell(difference: Difference): void;
}

async function compare<K extends Kind>(
  { store, ledger, parents, around, tell }: Comparing,
  tally: Tally,
  kind: K,
  outcomes: readonly Brought<K>[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const loader: Loader<K> = LOADERS[kind];
  await store.copy(
    "reconcile_seen",
    ["source_table", "source_id", "kind"],
    outcomes.map(({ source }) => [source.table, source.id, kind]),
  );
  const known = new Map<string, MappingRow>();
  for (const table of new Set(outcomes.map(({ source }) => source.table))) {
    const ids = outcomes.filter(({ source }) => source.table === table).map(({ source }) => source.id);
    for (const [id, row] of await ledger.known(table, kind, ids)) known.set(`${table}:${id}`, row);
  }
  const aside = await ledger.whySetAside(
    outcomes
      .filter(({ source }) => !known.has(`${source.table}:${source.id}`))
      .map(({ source: { table, id } }) => ({ kind, table, id })),
  );
  await parents.learn(outcomes.flatMap(({ entity }) => loader.parents(entity)));
  const here = await hashesOf(
    store,
    loader.tables,
    [...known.values()].map(({ target_id }) => target_id),
    "all",
  );
  for (const outcome of outcomes) {
    const { table, id } = outcome.source;
    const row = `${table}:${id}`;
    const mapping = known.get(row);
    const target = mapping?.target_id ?? null;
    const about = { kind, table, id, target };
    if (target === null && aside.has(row)) {
      tally.setAside += 1;
      continue;
    }
    // What is bound was here before and says what it says: that it is here is all there is to compare.
    const bound = mapping?.written_hash === BOUND;
    const there = bound ? BOUND : saysThere(loader, outcome, target, { parents, around });
    tally.source.add(`${row} ${there}`);
    const now = target === null ? undefined : here.get(target);
    if (target === null) tell({ ...about, code: "missing_here", message: DIFFERENCES.missing_here });
    else if (now === undefined) tell({ ...about, code: "gone_here", message: DIFFERENCES.gone_here });
    else {
      tally.target.add(`${row} ${bound ? there : now}`);
      if (!bound && now !== there) tell({ ...about, code: "differs", message: DIFFERENCES.differs });
    }
  }
}

/** What the row would say if it were written now. */
function saysThere<K extends Kind>(
  loader: Loader<K>,
  outcome: Brought<K>,
  target: string | null,
  { parents, around }: { parents: Parents; around: Surroundings },
): string {
  const { entity } = outcome;
  if ("existing" in entity) return BOUND;
  if (parents.problem(loader.parents(entity))) return "without its parent";
  const item = { outcome, entity, id: target ?? "", known: true };
  return hashRows(loader.tables, loader.rows(item, around).rows, "all");
}

async function findGone(
  store: Store,
  source: string,
  kinds: readonly Kind[],
  tell: (difference: Difference) => void,
): Promise<void> {
  const rows = await store.query<{ kind: string; source_table: string; source_id: string; target_id: string }>(
    `select m.kind, m.source_table, m.source_id, m.target_id from migration_rows m
     where m.source = $1 and m.kind = any($2) and m.source_table <> 'hostwright' and not exists (
       select from reconcile_seen s
       where s.source_table = m.source_table and s.source_id = m.source_id and s.kind = m.kind)`,
    [source, kinds],
  );
  for (const row of rows) {
    const kind = kinds.find((one) => one === row.kind);
    if (kind)
      tell({
        kind,
        table: row.source_table,
        id: row.source_id,
        target: row.target_id,
        code: "gone_at_source",
        message: DIFFERENCES.gone_at_source,
      });
  }
}
