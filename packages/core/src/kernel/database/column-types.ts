import { type ColumnDataType, type Expression, type Kysely, sql } from "kysely";
import { type DialectName, dialectOf } from "./portable.ts";

type ColumnType = ColumnDataType | Expression<unknown>;

/** One physical type for each kind of column, for migrations: `addColumn("id", type.id)`. */
export interface ColumnTypes {
  /** A prefixed id, at most 40 ASCII characters, sorted by byte. */
  id: ColumnType;
  /**
   * Up to 255 ASCII characters, sorted by byte: what may be an id or something longer, and is joined with ids. (MySQL
   * cannot use an index of `id` for a join with `name`, whose character set is another.)
   */
  key: ColumnType;
  /** Any length up to 16 MiB; cannot be indexed in MySQL. */
  text: ColumnType;
  /** Up to 255 characters, compared by code point (case matters), may be indexed. */
  name: ColumnType;
  /** A moment, UTC, milliseconds. */
  timestamp: ColumnType;
  json: ColumnType;
  bigint: ColumnType;
  int: ColumnType;
  boolean: ColumnType;
}

const postgres: ColumnTypes = {
  id: sql`varchar(40) collate "C"`,
  key: sql`varchar(255) collate "C"`,
  text: "text",
  name: sql`varchar(255) collate "C"`,
  timestamp: "timestamptz(3)",
  json: "jsonb",
  bigint: "bigint",
  int: "integer",
  boolean: "boolean",
};

const mysql: ColumnTypes = {
  id: sql`varchar(40) character set ascii collate ascii_bin`,
  key: sql`varchar(255) character set ascii collate ascii_bin`,
  text: sql`mediumtext character set utf8mb4 collate utf8mb4_bin`,
  name: sql`varchar(255) character set utf8mb4 collate utf8mb4_bin`,
  timestamp: sql`datetime(3)`,
  json: "json",
  bigint: "bigint",
  int: "integer",
  boolean: sql`tinyint(1)`,
};

/** The column types of a dialect, or of the database a migration runs on. */
export function columnTypes<DB>(of: DialectName | Kysely<DB>): ColumnTypes {
  return (typeof of === "string" ? of : dialectOf(of)) === "mysql" ? mysql : postgres;
}
