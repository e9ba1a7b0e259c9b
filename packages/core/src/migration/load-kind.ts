import { type Counts, countOf } from "./counts.ts";
import type { Entity, Kind } from "./entities.ts";
import { BOUND, type Ledger, type MappingRow } from "./ledger.ts";
import { LOADERS } from "./load/index.ts";
import type { Item, Loader, Problem, Surroundings } from "./load/loader.ts";
import type { Brought, SetAside } from "./outcome.ts";
import type { Parents } from "./parents.ts";
import { hashesOf, hashRows, updateRow } from "./table-spec.ts";

export interface ChangedHere {
  table: string;
  id: string;
  kind: Kind;
  message: string;
}

/** What one batch gathers. */
export interface Tally {
  counts: Counts;
  setAside: SetAside[];
  changedHere: ChangedHere[];
}

export interface Loading {
  around: Surroundings;
  ledger: Ledger;
  parents: Parents;
}

interface Arrived<K extends Kind> {
  outcome: Brought<K>;
  entity: Entity<K>;
  known: MappingRow | undefined;
}

/**
 * Takes entities of one kind in: what is unchanged is passed over by its hash, what is new is copied, what has changed at
 * the source is updated where nobody has changed it here. Plans and applies run the same lines but for the writes.
 */
export async function loadKind<K extends Kind>(
  loading: Loading,
  tally: Tally,
  kind: K,
  outcomes: readonly Brought<K>[],
): Promise<void> {
  const loader: Loader<K> = LOADERS[kind];
  const count = countOf(tally.counts, kind);
  count.source += outcomes.length;
  const moved = await changedAtSource(loading, kind, outcomes);
  count.unchanged += outcomes.length - moved.length;
  if (moved.length === 0) return;
  const setAside = (outcome: Brought<K>, { code, message, hint }: Problem) => {
    count.set_aside += 1;
    const { source } = outcome;
    tally.setAside.push({
      source,
      kind,
      outcome: "set_aside",
      code,
      message,
      ...(hint === undefined ? {} : { mapping_hint: hint }),
    });
  };

  const wanted = moved.map(({ entity }) => loader.parents(entity));
  await loading.parents.learn(wanted.flat());
  const items: Item<K>[] = [];
  for (const [index, { outcome, entity, known }] of moved.entries()) {
    const lost = loading.parents.problem(wanted[index] ?? []);
    if (lost) setAside(outcome, lost);
    else {
      const id = known?.target_id ?? loader.newId({ entity, outcome }, loading.around);
      items.push({ outcome, entity, id, known: known !== undefined });
    }
  }
  const mapping = new Map(moved.map(({ outcome, known }) => [outcome, known]));
  const { problems, bound } = (await loader.check?.(items, loading.around)) ?? {
    problems: new Map(),
    bound: new Map(),
  };
  const fresh: Item<K>[] = [];
  const bindings: { item: Item<K>; target: string }[] = [];
  for (const [index, item] of items.entries()) {
    const problem = problems.get(index);
    const target = bound.get(index);
    const known = mapping.get(item.outcome);
    if (problem) setAside(item.outcome, problem);
    else if (known && (target !== undefined || known.written_hash === BOUND)) {
      count.unchanged += 1;
      await loading.ledger.changed({ ...known, ...refOf(item), hash: item.outcome.source.hash });
    } else if (target !== undefined) bindings.push({ item, target });
    else if (known) await update(loading, tally, loader, item, known);
    else fresh.push(item);
  }
  count.create += fresh.length + bindings.length;
  await create(loading, loader, fresh, bindings);
}

const refOf = <K extends Kind>({ outcome }: Item<K>) => ({
  table: outcome.source.table,
  id: outcome.source.id,
  kind: outcome.kind,
});

/** What is new or has another hash than when it was last brought. */
async function changedAtSource<K extends Kind>(
  { ledger }: Loading,
  kind: K,
  outcomes: readonly Brought<K>[],
): Promise<Arrived<K>[]> {
  const byTable = new Map<string, Map<string, MappingRow | undefined> | "all">();
  for (const [table, group] of Map.groupBy(outcomes, ({ source }) => source.table))
    byTable.set(
      table,
      await ledger.moved(
        table,
        kind,
        group.map(({ source }) => source),
      ),
    );
  const moved: Arrived<K>[] = [];
  for (const outcome of outcomes) {
    const { table, id } = outcome.source;
    const ofTable = byTable.get(table) ?? "all";
    if (ofTable === "all") moved.push({ outcome, entity: outcome.entity, known: undefined });
    else if (ofTable.has(id)) moved.push({ outcome, entity: outcome.entity, known: ofTable.get(id) });
  }
  return moved;
}

async function create<K extends Kind>(
  { around, ledger, parents }: Loading,
  loader: Loader<K>,
  items: readonly Item<K>[],
  bindings: readonly { item: Item<K>; target: string }[],
): Promise<void> {
  const made = items.map((item) => ({ item, ...loader.rows(item, around) }));
  if (!around.planning) {
    for (const [t, table] of loader.tables.entries())
      await around.store.copy(
        table.name,
        table.columns.map(({ name }) => name),
        made.map(({ rows }) => rows[t] ?? []),
      );
    for (const [c, child] of loader.children.entries())
      await around.store.copy(
        child.name,
        child.columns,
        made.flatMap(({ children }) => children[c] ?? []),
      );
    await loader.settle?.(items, around);
  }
  const mapped = [
    ...made.map(({ item, rows }) => ({ item, target: item.id, written: hashRows(loader.tables, rows, "changeable") })),
    ...bindings.map(({ item, target }) => ({ item, target, written: BOUND })),
  ];
  await ledger.add(
    mapped.map(({ item, target, written }) => ({
      ...refOf(item),
      target_id: target,
      hash: item.outcome.source.hash,
      written_hash: written,
    })),
  );
  for (const { item, target } of mapped) parents.add({ ...refOf(item) }, target);
}

async function update<K extends Kind>(
  { around, ledger }: Loading,
  tally: Tally,
  loader: Loader<K>,
  item: Item<K>,
  known: MappingRow,
): Promise<void> {
  const count = countOf(tally.counts, loader.kind);
  const here = (await hashesOf(around.store, loader.tables, [item.id], "changeable")).get(item.id);
  const frozen = (await loader.frozen?.(item, around)) ?? null;
  if (here === undefined || here !== known.written_hash || frozen !== null) {
    count.unchanged += 1;
    const why = here === undefined ? "it was deleted here" : (frozen ?? "it was changed here since it was brought");
    const message = `changed at the source, but ${why}; left as it is here`;
    tally.changedHere.push({ ...refOf(item), message });
    return;
  }
  count.update += 1;
  const { rows, children } = loader.rows(item, around);
  if (!around.planning) {
    for (const [t, table] of loader.tables.entries()) await updateRow(around.store, table, item.id, rows[t] ?? []);
    for (const [c, child] of loader.children.entries()) {
      await around.store.write(`delete from ${child.name} where ${child.key} = $1 and ${child.where}`, [item.id]);
      await around.store.copy(child.name, child.columns, children[c] ?? []);
    }
    await loader.settle?.([item], around);
  }
  const written_hash = hashRows(loader.tables, rows, "changeable");
  await ledger.changed({ ...refOf(item), target_id: item.id, hash: item.outcome.source.hash, written_hash });
}
