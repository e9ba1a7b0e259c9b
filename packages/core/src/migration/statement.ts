import type { Connection, Submittable } from "pg";

/** One statement of a script; `rows`: what its COPY reads, in COPY's text format. */
export interface Statement {
  text: string;
  rows?: Buffer;
}

/**
 * Statements sent as one simple query, the rows of each COPY right behind it: the server works through them without a round
 * trip between two. Without `begin` they are one transaction; after an error it skips the rest, rows included.
 */
export class Script implements Submittable {
  readonly done: Promise<void>;
  readonly #statements: readonly Statement[];
  readonly #settled: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(statements: readonly Statement[]) {
    this.#statements = statements;
    this.done = this.#settled.promise;
  }

  submit({ stream }: Connection): void {
    stream.cork();
    stream.write(queryMessage(this.#statements.map(({ text }) => text).join(";\n")));
    for (const { rows } of this.#statements) {
      if (!rows) continue;
      stream.write(head("d", rows.length));
      stream.write(rows);
      stream.write(COPY_DONE);
    }
    stream.uncork();
  }

  // What the driver calls on whatever is under way. Rows of a result are nobody's here.
  handleCopyInResponse(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handleError(error: Error): void {
    this.#settled.reject(error);
  }
  handleReadyForQuery(): void {
    this.#settled.resolve();
  }
}

/** A message of PostgreSQL's protocol: its letter, then the length of what follows, these four bytes included. */
function head(letter: string, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.write(letter, "latin1");
  bytes.writeUInt32BE(length + 4, 1);
  return bytes;
}
const COPY_DONE = head("c", 0);

function queryMessage(text: string): Buffer {
  const bytes = Buffer.from(`${text}\0`);
  return Buffer.concat([head("Q", bytes.length), bytes]);
}

const TEXT_ITEM = /["\\]/g;

/** `text` with its `$1`, `$2`, … replaced: a simple query has no parameters. */
export function inlined(text: string, values: readonly unknown[]): string {
  return text.replace(/\$(\d+)/g, (_all, number: string) => literal(values[Number(number) - 1]));
}

/** Quoted whatever it is, so that its place decides its type, as with a parameter. */
function literal(value: unknown): string {
  const text = textOf(value);
  if (text === null) return "null";
  const quoted = text.replaceAll("\0", "\ufffd").replaceAll("'", "''");
  return quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (!Array.isArray(value)) return String(value);
  const items = value.map((item) => {
    const text = textOf(item);
    return text === null ? "NULL" : `"${text.replace(TEXT_ITEM, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}
