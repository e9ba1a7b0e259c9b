import type { Store } from "../../packages/core/src/migration/index.ts";

/** What a run leaves that says nothing of what was brought: its own records, and the schema's. */
const RECORDS = new Set(["migration_runs", "audit_log", "kysely_migration", "kysely_migration_lock"]);
/** Which run wrote a row differs with how often it was interrupted; the hash of a row as written covers its own id. */
const COLUMNS_OF_RUNS = new Set(["run_id", "updated_run_id", "written_hash"]);
const ID = /\b[a-z]{3}_[0-9A-Za-z]{20,}\b/g;

/** The rows of each table as lines, sorted. */
export type State = Map<string, string[]>;

/**
 * The same for two installations that hold the same: ids are replaced by the source rows they stand for, and times of
 * the runs themselves are left out.
 */
export async function stateOf(store: Store, since: Date): Promise<State> {
  const rows = await store.query<{ source_table: string; source_id: string; kind: string; target_id: string }>(
    "select source_table, source_id, kind, target_id from migration_rows order by 1, 2, 3",
  );
  const names = new Map<string, string>();
  for (const row of rows)
    if (!names.has(row.target_id)) names.set(row.target_id, `${row.source_table}:${row.source_id}`);
  const tables = await store.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
  );
  const state: State = new Map();
  for (const { name } of tables) {
    if (RECORDS.has(name)) continue;
    const all = await store.query(`select * from ${name}`);
    state.set(name, all.map((row) => lineOf(row, names, since)).sort());
  }
  return state;
}

/** How many rows that only one side has are shown. */
const SHOWN = 2;

/** Where two states differ, a line a table. */
export function differences(before: State, now: State): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((table) => {
    const [one, other] = [before.get(table) ?? [], now.get(table) ?? []];
    const [ones, others] = [new Set(one), new Set(other)];
    const gone = one.filter((line) => !others.has(line));
    const come = other.filter((line) => !ones.has(line));
    if (gone.length === 0 && come.length === 0 && one.length === other.length) return [];
    const shown = [
      ...gone.slice(0, SHOWN).map((line) => `\n    - ${line}`),
      ...come.slice(0, SHOWN).map((line) => `\n    + ${line}`),
    ];
    return [
      `${table}: ${one.length} rows before, ${other.length} now; ${gone.length} gone, ${come.length} come${shown.join("")}`,
    ];
  });
}

function lineOf(row: Record<string, unknown>, names: Map<string, string>, since: Date): string {
  const cells = Object.entries(row).flatMap(([column, value]) => {
    if (COLUMNS_OF_RUNS.has(column)) return [];
    if (value instanceof Date) return [[column, value >= since ? "during the run" : value.toISOString()]];
    return [[column, value]];
  });
  return JSON.stringify(cells).replace(ID, (id) => names.get(id) ?? "an id");
}
