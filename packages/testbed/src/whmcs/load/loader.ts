import { Readable } from "node:stream";
import type { Connection } from "mysql2/promise";
import { addKeys, createTable } from "../layout/ddl.ts";
import type { Table } from "../layout/table.ts";
import { type Row, TableText } from "./table-text.ts";

const FLUSH_AT = 2 * 1024 * 1024;

/** Fills the tables of an empty database by `LOAD DATA`, a few megabytes at a time: memory stays the same at any size. */
export class Loader {
  readonly #connection: Connection;
  readonly #texts: Map<string, TableText>;

  constructor(connection: Connection, tables: readonly Table[]) {
    this.#connection = connection;
    this.#texts = new Map(tables.map((table) => [table.name, new TableText(table)]));
  }

  /** Makes the tables, without keys. `sql_mode` is empty as WHMCS sets it: zero dates and missing values go in. */
  async begin(): Promise<void> {
    await this.#connection.query("SET SESSION sql_mode = '', time_zone = '+00:00', unique_checks = 0");
    for (const { table } of this.#texts.values()) await this.#connection.query(createTable(table));
  }

  /** A table that the shape lacks takes no rows. @returns what to wait for before the next row */
  add(name: string, row: Row): Promise<void> | undefined {
    const text = this.#texts.get(name);
    text?.add(row);
    return text && text.length >= FLUSH_AT ? this.#load(text) : undefined;
  }

  async end(): Promise<void> {
    for (const text of this.#texts.values()) {
      await this.#load(text);
      const keys = addKeys(text.table);
      if (keys) await this.#connection.query(keys);
    }
  }

  async #load(text: TableText): Promise<void> {
    if (text.length === 0) return;
    const rows = text.take();
    await this.#connection.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE \`${text.table.name}\` CHARACTER SET binary`,
      infileStreamFactory: () => Readable.from(rows),
    });
  }
}
