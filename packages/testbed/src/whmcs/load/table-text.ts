import type { Column, Table } from "../layout/table.ts";

/** What a row says; columns left out get the table's default, columns the shape lacks are left out. Bytes go in as they are. */
export type Row = Record<string, string | number | null | Buffer>;

const SPECIAL = /[\\\t\n\r\0]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };
const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r\0]/g, (char) => ESCAPES[char] ?? char) : text;

/** How many characters are kept as text before they become bytes: text takes several times the room. */
const CHARACTERS = 65_536;

/** Collects rows of one table in the form that `LOAD DATA` reads. */
export class TableText {
  readonly table: Table;
  readonly #names: string[];
  readonly #fallbacks: string[];
  #done: Buffer[] = [];
  #bytes = 0;
  #text = "";

  constructor(table: Table) {
    this.table = table;
    this.#names = table.columns.map(({ name }) => name);
    this.#fallbacks = table.columns.map(fallbackOf);
  }

  /** Bytes, about. */
  get length(): number {
    return this.#bytes + this.#text.length;
  }

  add(row: Row): void {
    const cells = [...this.#fallbacks];
    for (const [at, name] of this.#names.entries()) {
      const value = row[name];
      if (value === undefined) continue;
      if (typeof value === "number") cells[at] = `${value}`;
      else if (typeof value === "string") cells[at] = escaped(value);
      else if (value === null) cells[at] = "\\N";
      else {
        this.#addBytes(row);
        return;
      }
    }
    this.#text += `${cells.join("\t")}\n`;
    if (this.#text.length >= CHARACTERS) this.#toBytes(this.#text);
  }

  /** A row that holds bytes, which may be no text at all. */
  #addBytes(row: Row): void {
    this.#toBytes(this.#text);
    for (const [at, name] of this.#names.entries()) {
      const value = row[name];
      if (at > 0) this.#toBytes("\t");
      if (value === null) this.#toBytes("\\N");
      else if (typeof value === "object") {
        if (value.length > 0) this.#done.push(value);
      } else this.#toBytes(value === undefined ? (this.#fallbacks[at] ?? "") : escaped(String(value)));
    }
    this.#toBytes("\n");
  }

  /** An empty piece would end the data. */
  #toBytes(text: string): void {
    if (text === "") return;
    const bytes = Buffer.from(text);
    this.#done.push(bytes);
    this.#bytes += bytes.length;
    this.#text = "";
  }

  /** The rows so far, which are forgotten. */
  take(): Buffer[] {
    this.#toBytes(this.#text);
    const all = this.#done;
    [this.#done, this.#bytes] = [[], 0];
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
