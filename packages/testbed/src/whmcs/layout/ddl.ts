import type { Column, Table } from "./table.ts";

const quote = (name: string) => `\`${name.replace("`", "``")}\``;

/** Without the secondary keys: rows load several times faster before them (`keysOf`). */
export function createTable(table: Table): string {
  const lines = table.columns.map(columnOf);
  if (table.primary.length > 0) lines.push(`PRIMARY KEY (${table.primary.map(quote).join(",")})`);
  const storage = `ENGINE=${table.engine} DEFAULT CHARSET=${table.charset} COLLATE=${table.collation}`;
  return `CREATE TABLE ${quote(table.name)} (\n  ${lines.join(",\n  ")}\n) ${storage}`;
}

/** The statement that adds a table's secondary keys; undefined where it has none. */
export function addKeys(table: Table): string | undefined {
  if (table.keys.length === 0) return undefined;
  const keys = table.keys.map(({ name, unique, columns }) => {
    const of = columns.map((column) => column.replace(/^[^(]+/, quote)).join(",");
    return `ADD ${unique ? "UNIQUE KEY" : "KEY"} ${quote(name)} (${of})`;
  });
  return `ALTER TABLE ${quote(table.name)} ${keys.join(", ")}`;
}

function columnOf({ name, type, nullable, auto, default: fallback }: Column): string {
  const parts = [quote(name), type, nullable ? "NULL" : "NOT NULL"];
  if (auto) parts.push("AUTO_INCREMENT");
  else if (fallback !== undefined) parts.push(`DEFAULT '${fallback}'`);
  else if (nullable) parts.push("DEFAULT NULL");
  return parts.join(" ");
}
