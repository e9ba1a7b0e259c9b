import { type Range, Windows } from "./belonging.ts";
import type { Columns, RowOf, Table } from "./columns.ts";
import { openSession, type Session } from "./connect.ts";
import { SourceError } from "./error.ts";
import { type Layout, readLayout } from "./layout.ts";
import { joined, quoted, selectList } from "./select.ts";

/** A WHMCS database, read in one snapshot. Nothing here ever writes. */
export interface Source {
  database: string;
  layout: Layout;
  /** Pages in order of `id`; the next is on its way while one is worked on. @throws SourceError */
  pages<C extends Columns>(table: Table<C>, options?: PageOptions): AsyncGenerator<RowOf<C>[]>;
  /** All rows at once, for the small tables that describe the others; none where the table does not exist. */
  all<C extends Columns>(table: Table<C>): Promise<RowOf<C>[]>;
  /** Rows that belong to parents `from`–`to`, in order of `by`, then of `id`; none where the table does not exist. */
  belonging<C extends Columns>(
    table: Table<C>,
    by: string & keyof C,
    range: Range,
    options?: BelongingOptions,
  ): Promise<RowOf<C>[]>;
  query(sql: string, values?: readonly (string | number)[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface PageOptions {
  /** Rows a page. */
  size?: number;
  /** SQL condition on `t`. */
  where?: string;
}

export interface BelongingOptions {
  /** SQL condition on `t`. */
  where?: string;
  /** The column that leads to them together with `where`, in place of `by`. */
  via?: string;
  /** Of how many parents rows are kept at once where no index leads to them: fewer for large rows. */
  atOnce?: number;
}

/** @throws SourceError */
export async function openSource(url: string): Promise<Source> {
  const session = await openSession(url);
  try {
    return sourceOn(session, await readLayout(session));
  } catch (error) {
    await session.close();
    throw error;
  }
}

const PAGE = 500;

function sourceOn(session: Session, layout: Layout): Source {
  const windows = new Windows();

  async function read<C extends Columns>(table: Table<C>, tail: string, values: number[]): Promise<RowOf<C>[]> {
    const rows = await session.query(
      `select ${selectList(layout, table, "t")} from ${quoted(table.name)} t ${joined(layout, table.join)} ${tail}`,
      values,
    );
    return checked(table, rows);
  }

  return {
    database: session.database,
    layout,
    query: session.query,
    close: session.close,

    async *pages(table, { size = PAGE, where = "1=1" } = {}) {
      const next = (after: number) => read(table, `where t.id > ? and ${where} order by t.id limit ${size}`, [after]);
      let coming = next(-1);
      for (;;) {
        const rows = await coming;
        const last = rows.at(-1);
        const more = last !== undefined && rows.length === size;
        if (more) coming = next(idOf(last));
        // Its failure is reported where the page is asked for, also when nobody asks any more.
        coming.catch(() => {});
        if (rows.length > 0) yield rows;
        if (!more) return;
      }
    },

    async all(table) {
      return layout.tables.has(table.name) ? read(table, "", []) : [];
    },

    async belonging(table, by, range, { where = "1=1", via = by, atOnce } = {}) {
      const found = layout.tables.get(table.name);
      if (!found) return [];
      const column = quoted(by);
      const fetch = ({ from, to }: Range) =>
        session.query(
          `select ${selectList(layout, table, "t")} from ${quoted(table.name)} t
           where t.${column} between ? and ? and ${where} order by t.${column}${found.columns.has("id") ? ", t.id" : ""}`,
          [from, to],
        );
      const direct = found.indexed.has(via);
      return checked(
        table,
        direct ? await fetch(range) : await windows.rows(`${table.name} ${where}`, by, range, fetch, atOnce),
      );
    },
  };
}

function idOf(row: Record<string, unknown>): number {
  return typeof row.id === "number" ? row.id : Number(row.id);
}

/** The driver's rows as what the table declares. Column types are the server's, the same in every row: one row tells. */
function checked<C extends Columns>(table: Table<C>, rows: Record<string, unknown>[]): RowOf<C>[] {
  if (isRows(table, rows)) return rows;
  throw new SourceError("source_read_failed", `${table.name}: the driver gave columns another type than they have`);
}

function isRows<C extends Columns>(table: Table<C>, rows: unknown[]): rows is RowOf<C>[] {
  const [first] = rows;
  if (first === undefined) return true;
  if (typeof first !== "object" || first === null) return false;
  const values = new Map<string, unknown>(Object.entries(first));
  return Object.entries(table.columns).every(([name, { type }]) => {
    const value = values.get(name);
    if (type === "int") return typeof value === "number";
    return typeof value === "string" || (type === "date" && value === null);
  });
}
