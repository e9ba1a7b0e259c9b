import { isWithheld } from "./places.ts";
import type { Source } from "./rows.ts";
import { quoted } from "./select.ts";

/** One row as it stands there, by its primary key (composite ones joined by `:`); null where there is none. */
export async function oneRow(source: Source, name: string, id: string): Promise<Record<string, string | null> | null> {
  const table = source.layout.tables.get(name);
  const values = id.split(":");
  if (!table || table.key.length === 0 || values.length !== table.key.length) return null;
  const shown = [...table.columns.keys()].filter((column) => !isWithheld(name, column));
  const list = shown.map((column) => `cast(${quoted(column)} as char) as ${quoted(column)}`).join(", ");
  const where = table.key.map((column) => `${quoted(column)} = ?`).join(" and ");
  const [row] = await source.query(`select ${list} from ${quoted(name)} where ${where} limit 1`, values);
  if (!row) return null;
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)]),
  );
}
