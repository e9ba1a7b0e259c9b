import { type Cell, canonical, digest, hashText } from "./cell.ts";
import type { Store } from "./store.ts";

/**
 * Columns that people here may change count when a later run asks whether they did; then it leaves the row alone.
 * `own`: only a migration writes it, so it counts only when both sides are reconciled. `once`: given with the row, then
 * ours alone; never written again nor compared. `keptIf`: the same while that condition holds. `json` is compared by value.
 */
export interface Column {
  name: string;
  json?: true;
  own?: true;
  once?: true;
  keptIf?: string;
}

/** A table a kind is written to: one row a target id, found by `key`. */
export interface TableSpec {
  name: string;
  key: readonly string[];
  columns: readonly Column[];
}

/** Rows that go with a target and are written anew with it: a plan's prices, a server's hold. */
export interface ChildSpec {
  name: string;
  /** The column that holds the target's id. */
  key: string;
  columns: readonly string[];
  /** Which of them a migration wrote. */
  where: string;
}

export const columns = (...names: string[]): Column[] => names.map((name) => ({ name }));
export const own = (...names: string[]): Column[] => names.map((name) => ({ name, own: true }));
export const once = (...names: string[]): Column[] => names.map((name) => ({ name, once: true }));
export const jsonColumns = (...names: string[]): Column[] => names.map((name) => ({ name, json: true }));
export const ownJson = (...names: string[]): Column[] => names.map((name) => ({ name, json: true, own: true }));

export type Extent = "changeable" | "all";

/** What stands in a target's rows (one a table, in the order of its columns), as 22 characters. */
export function hashRows(tables: readonly TableSpec[], rows: readonly (readonly unknown[])[], extent: Extent): string {
  const counted = countedOf(tables, extent);
  if (counted.length === 0) return NOTHING_COUNTS;
  const parts: string[] = [];
  for (const { t, c, json } of counted) {
    const cell = rows[t]?.[c];
    parts.push(json && typeof cell === "string" ? canonical(JSON.parse(cell)) : hashText(cell));
  }
  return digest(parts);
}
const NOTHING_COUNTS = digest([]);

/** The columns that a hash covers, worked out once a loader. */
const countedColumns = {
  changeable: new WeakMap<readonly TableSpec[], Counted[]>(),
  all: new WeakMap<readonly TableSpec[], Counted[]>(),
};
interface Counted {
  t: number;
  c: number;
  json: boolean;
}

function countedOf(tables: readonly TableSpec[], extent: Extent): Counted[] {
  const known = countedColumns[extent].get(tables);
  if (known) return known;
  const counted = tables.flatMap(({ columns }, t) =>
    columns.flatMap(({ once, keptIf, own, json }, c) =>
      once || keptIf || (own && extent === "changeable") ? [] : [{ t, c, json: json ?? false }],
    ),
  );
  countedColumns[extent].set(tables, counted);
  return counted;
}

/** Target ids are their keys joined by `/`. */
export const splitIds = (ids: readonly string[], width: number): string[][] =>
  Array.from({ length: width }, (_, part) => ids.map((id) => id.split("/")[part] ?? ""));

const keyedBy = (key: readonly string[]) =>
  `(${key.map((column) => `t.${column}`).join(", ")}) in (select * from unnest(${key.map((_, i) => `$${i + 1}::text[]`).join(", ")}))`;

/** The hash of what stands here now, by target id; an id is missing where its row is. */
export async function hashesOf(
  store: Store,
  tables: readonly TableSpec[],
  ids: readonly string[],
  extent: Extent,
): Promise<Map<string, string>> {
  const found = new Map<string, unknown[][]>();
  for (const [t, table] of tables.entries()) {
    const wanted = table.columns.map((column) => `t.${column.name}`).join(", ");
    const id = table.key.map((column) => `t.${column}`).join(" || '/' || ");
    const rows = await store.query(
      `select ${id} as "$id", ${wanted} from ${table.name} t where ${keyedBy(table.key)}`,
      splitIds(ids, table.key.length),
    );
    for (const row of rows) {
      const target = String(row.$id);
      const cells = found.get(target) ?? tables.map(() => []);
      cells[t] = table.columns.map((column) => row[column.name]);
      found.set(target, cells);
    }
  }
  return new Map([...found].map(([id, cells]) => [id, hashRows(tables, cells, extent)]));
}

/** Sets every column of a target's row that a later run may set. */
export async function updateRow(store: Store, table: TableSpec, id: string, cells: readonly Cell[]): Promise<void> {
  const values: Cell[] = [];
  const changes: string[] = [];
  for (const [i, column] of table.columns.entries()) {
    if (column.once || table.key.includes(column.name)) continue;
    values.push(cells[i] ?? null);
    const next = `$${values.length}`;
    changes.push(
      `${column.name} = ${column.keptIf ? `case when ${column.keptIf} then ${column.name} else ${next} end` : next}`,
    );
  }
  if (changes.length === 0) return;
  const where = table.key.map((column, i) => `${column} = $${values.length + i + 1}`).join(" and ");
  await store.write(`update ${table.name} set ${changes.join(", ")} where ${where}`, [...values, ...id.split("/")]);
}
