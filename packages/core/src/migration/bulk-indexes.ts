import { LOADERS } from "./load/index.ts";
import { LOCK } from "./run-record.ts";
import { inlined } from "./statement.ts";
import { openStore, type Store } from "./store.ts";

/** Tables that hold so few rows are read as fast without an index. */
const FEW = 1_000;
/** Fewer rows that come are not worth it. */
const MANY = 20_000;

/**
 * Sets the plain indexes of tables that hold hardly anything aside, so that a first run makes each once, at its end, instead
 * of row by row, which takes the database twice as long. Keys and whatever else must be unique stay. Nor does autovacuum look
 * again and again at tables that only grow: they are analyzed once, at the end. What is set aside is written down in the same
 * transaction: whoever comes next can make it again.
 */
export async function setIndexesAside(store: Store, expected: number): Promise<void> {
  if (expected < MANY) return;
  const names = Object.values(LOADERS).flatMap(({ tables, children }) =>
    [...tables, ...children].map(({ name }) => name),
  );
  names.push("migration_rows");
  const small: string[] = [];
  for (const name of new Set(names)) {
    const beyond = await store.query(`select 1 from ${name} offset ${FEW} limit 1`);
    if (beyond.length === 0) small.push(name);
  }
  const indexes = await store.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
     where t.relnamespace = current_schema()::regnamespace and t.relname = any($1) and not i.indisunique and i.indisvalid`,
    [small],
  );
  const later = (name: string, definition: string) => ({
    // Where the run before was killed, it stands there already.
    text: inlined("insert into migration_indexes (name, definition) values ($1, $2) on conflict (name) do nothing", [
      name,
      definition,
    ]),
  });
  await store.send([
    ...indexes.flatMap(({ name, definition }) => [later(name, definition), { text: `drop index ${quoted(name)}` }]),
    ...small.flatMap((name) => [
      later(`${name}: statistics`, `alter table ${name} reset (autovacuum_enabled); analyze ${name}`),
      { text: `alter table ${name} set (autovacuum_enabled = false)` },
    ]),
  ]);
}

/** Makes again what a run has set aside, also one that was killed. All of it, or none. */
export async function restoreIndexes(store: Store): Promise<void> {
  const indexes = await store.query<{ definition: string }>("select definition from migration_indexes order by name");
  if (indexes.length === 0) return;
  await store.send([
    ...indexes.map(({ definition }) => ({ text: definition })),
    { text: "delete from migration_indexes" },
  ]);
}

/** The same for an installation that starts or is brought up to date, unless a run is under way there. */
export async function healIndexes(url: string): Promise<void> {
  if (!/^postgres(ql)?:/.test(url)) return;
  const store = await openStore(url);
  try {
    const [row] = await store.query<{ idle: boolean | null }>(
      "select case when to_regclass('migration_indexes') is not null then pg_try_advisory_lock($1) end as idle",
      [LOCK],
    );
    if (row?.idle) await restoreIndexes(store);
  } finally {
    await store.close();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
