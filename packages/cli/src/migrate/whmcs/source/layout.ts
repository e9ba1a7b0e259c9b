import type { Session } from "./connect.ts";
import { SourceError } from "./error.ts";
import { REQUIRED_TABLES, USER_TABLES } from "./tables.ts";

/** What the database holds, as `information_schema` and `tblconfiguration` tell it. */
export interface Layout {
  /** As WHMCS writes it: `8.4.1-release.1`. */
  version: string;
  /** 7: clients sign in themselves. 8: `tblusers`, joined to clients. */
  generation: 7 | 8;
  tables: ReadonlyMap<string, TableLayout>;
}

export interface TableLayout {
  name: string;
  columns: ReadonlyMap<string, { type: string; nullable: boolean; collation: string | null }>;
  /** Columns of the primary key, in order; empty where there is none. */
  key: string[];
  /** Columns that an index starts with. */
  indexed: Set<string>;
  engine: string;
  /** The server's own estimate. */
  rows: number;
}

/** @throws SourceError where it is no WHMCS, an unsupported one, or one with tables missing or hidden from the user */
export async function readLayout(session: Session): Promise<Layout> {
  const tables = await readTables(session);
  if (!tables.has("tblconfiguration") || !tables.has("tblclients")) {
    const seen = tables.size === 0 ? "it shows no tables to this user" : `it has ${tables.size} other tables`;
    throw new SourceError("source_not_whmcs", `database ${session.database} has no WHMCS tables: ${seen}`);
  }
  const version = await readVersion(session);
  const generation = tables.has("tblusers") ? 8 : 7;
  const major = Number(version.split(".")[0]);
  if (major !== 7 && major !== 8) {
    throw new SourceError("source_version_unsupported", `WHMCS ${version}: versions 7 and 8 can be read`);
  }
  const needed = major === 8 ? [...REQUIRED_TABLES, ...USER_TABLES] : REQUIRED_TABLES;
  const missing = needed.filter((name) => !tables.has(name));
  if (missing.length > 0) {
    throw new SourceError(
      "source_table_missing",
      `missing, or hidden from this user (GRANT SELECT): ${missing.join(", ")} (WHMCS ${version})`,
    );
  }
  return { version, generation, tables };
}

async function readVersion(session: Session): Promise<string> {
  const [row] = await session.query("select value from tblconfiguration where setting = 'Version'");
  const version = row?.value;
  if (typeof version !== "string" || !/^\d+\.\d+/.test(version)) {
    throw new SourceError("source_version_unsupported", "tblconfiguration names no Version");
  }
  return version;
}

async function readTables(session: Session): Promise<Map<string, TableLayout>> {
  const tables = new Map<string, TableLayout & { columns: Map<string, ColumnLayout> }>();
  const found = await session.query(
    `select table_name as name, engine, table_rows as row_count from information_schema.tables
     where table_schema = ? and table_type = 'BASE TABLE' order by table_name`,
    [session.database],
  );
  for (const row of found) {
    const name = String(row.name);
    tables.set(name, {
      name,
      columns: new Map(),
      key: [],
      indexed: new Set(),
      engine: String(row.engine ?? ""),
      rows: Number(row.row_count ?? 0),
    });
  }
  const columns = await session.query(
    `select table_name as tbl, column_name as name, data_type as type, is_nullable as nullable, collation_name as collation
     from information_schema.columns where table_schema = ? order by table_name, ordinal_position`,
    [session.database],
  );
  for (const row of columns) {
    tables.get(String(row.tbl))?.columns.set(String(row.name), {
      type: String(row.type).toLowerCase(),
      nullable: row.nullable === "YES",
      collation: typeof row.collation === "string" ? row.collation : null,
    });
  }
  const keys = await session.query(
    `select table_name as tbl, column_name as name from information_schema.key_column_usage
     where table_schema = ? and constraint_name = 'PRIMARY' order by table_name, ordinal_position`,
    [session.database],
  );
  for (const row of keys) tables.get(String(row.tbl))?.key.push(String(row.name));
  const indexes = await session.query(
    `select table_name as tbl, column_name as name from information_schema.statistics
     where table_schema = ? and seq_in_index = 1`,
    [session.database],
  );
  for (const row of indexes) tables.get(String(row.tbl))?.indexed.add(String(row.name));
  return tables;
}

type ColumnLayout = { type: string; nullable: boolean; collation: string | null };
