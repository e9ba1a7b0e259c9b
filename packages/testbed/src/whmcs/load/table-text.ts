import type { Column, Table } from "../layout/table.ts";

/** What a row says; columns left out get the table's default, columns the shape lacks are left out. Bytes go in as they are. */
export type Row = Record<string, string | number | null | Buffer>;

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };
const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r\0]/g, (char) => ESCAPES[char] ?? char) : text;

/** Collects rows of one table in the form that `LOAD DATA` reads. */
export class TableText {
  readonly table: Table;
  readonly #columns: { name: string; fallback: string }[];
  #done: Buffer[] = [];
  #text: string[] = [];
  #length = 0;

  constructor(table: Table) {
    this.table = table;
    this.#columns = table.columns.map((column) => ({ name: column.name, fallback: fallbackOf(column) }));
  }

  /** Roughly, in characters. */
  get length(): number {
    return this.#length;
  }

  add(row: Row): void {
    let line = "";
    let bytes = false;
    for (const { name, fallback } of this.#columns) {
      const value = row[name];
      if (line !== "" || name !== this.#columns[0]?.name) line += "\t";
      if (value === undefined) line += fallback;
      else if (value === null) line += "\\N";
      else if (typeof value === "number") line += value;
      else if (typeof value === "string") line += escaped(value);
      else bytes = true;
    }
    this.#length += line.length + 1;
    if (bytes) this.#addBytes(row);
    else this.#text.push(line);
  }

  #addBytes(row: Row): void {
    this.#flushText();
    const cells = this.#columns.map(({ name, fallback }) => {
      const value = row[name];
      if (value === undefined) return Buffer.from(fallback);
      if (value === null) return Buffer.from("\\N");
      return typeof value === "object" ? value : Buffer.from(escaped(String(value)));
    });
    for (const [index, cell] of cells.entries()) this.#done.push(Buffer.from(index === 0 ? "" : "\t"), cell);
    this.#done.push(Buffer.from("\n"));
  }

  #flushText(): void {
    if (this.#text.length > 0) this.#done.push(Buffer.from(`${this.#text.join("\n")}\n`));
    this.#text = [];
  }

  /** The rows so far, which are forgotten. */
  take(): Buffer {
    this.#flushText();
    const all = Buffer.concat(this.#done);
    this.#done = [];
    this.#length = 0;
    return all;
  }
}

/** What MySQL itself puts into a column that is not given, without strict mode, as WHMCS runs. */
function fallbackOf({ type, nullable, auto, default: fallback }: Column): string {
  if (auto) return "0";
  if (fallback !== undefined) return escaped(fallback);
  if (nullable) return "\\N";
  if (/^(int|tinyint|smallint|bigint|decimal)/.test(type)) return "0";
  if (type === "date") return "0000-00-00";
  if (type === "datetime" || type === "timestamp") return "0000-00-00 00:00:00";
  return /^enum\('([^']*)'/.exec(type)?.[1] ?? "";
}
