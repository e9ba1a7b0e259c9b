import type { Columns, ColumnType, Table } from "./columns.ts";
import { SourceError } from "./error.ts";
import type { Layout } from "./layout.ts";

const INTEGERS = new Set(["tinyint", "smallint", "mediumint", "int", "bigint"]);
const DATES = new Set(["date", "datetime", "timestamp"]);
const TEXTS = new Set(["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json"]);
const BYTES = new Set(["binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"]);

export const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/**
 * The select list that gives a table's columns the types they are declared with, whatever this installation made of them. Never
 * `*`: versions differ in columns and their order. @throws SourceError for a required column that is missing or of another kind
 */
export function selectList(layout: Layout, table: Table, alias = ""): string {
  return Object.entries(table.columns)
    .map(([name, column]) => `${expression(layout, table.name, name, column, alias)} as ${quoted(name)}`)
    .join(", ");
}

function expression(layout: Layout, table: string, name: string, wanted: Columns[string], alias: string): string {
  if (wanted.sql !== undefined) return joined(layout, wanted.sql);
  const found = layout.tables.get(table)?.columns.get(name);
  if (!found) {
    if (wanted.absent !== undefined) return wanted.absent;
    throw new SourceError("source_column_missing", `${table}.${name} is missing, or hidden from this user`);
  }
  const column = alias === "" ? quoted(name) : `${alias}.${quoted(name)}`;
  const read = converted(column, found.type, wanted.type);
  if (read === undefined) {
    throw new SourceError(
      "source_column_missing",
      `${table}.${name} is a ${found.type} column, which WHMCS never made it`,
    );
  }
  if (!found.nullable || wanted.type === "date") return read;
  // MariaDB makes a decimal of `ifnull` over an unsigned column.
  if (wanted.type === "int") return `cast(ifnull(${read}, 0) as signed)`;
  return `ifnull(${read}, ${wanted.type === "text" ? "''" : "0"})`;
}

const JOINED: Record<string, string> = { c: "tblclients", b: "tblcontacts" };

/** SQL over a joined client and billing contact; a column that older versions lack there says nothing. */
export const joined = (layout: Layout, sql: string): string =>
  sql.replace(/\b([bc])\.(\w+)/g, (whole, alias: string, column: string) =>
    layout.tables.get(JOINED[alias] ?? "")?.columns.has(column) ? whole : "''",
  );

function converted(column: string, from: string, to: ColumnType): string | undefined {
  switch (to) {
    case "text":
      if (TEXTS.has(from)) return column;
      return BYTES.has(from) ? `convert(${column} using utf8mb4)` : `cast(${column} as char)`;
    case "int":
      return INTEGERS.has(from) ? column : undefined;
    case "decimal":
      if (from === "decimal") return column;
      return INTEGERS.has(from) ? `cast(${column} as decimal(30,0))` : undefined;
    case "date":
      return DATES.has(from) ? column : undefined;
  }
}
