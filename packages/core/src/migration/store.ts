import { finished } from "node:stream/promises";
import type { Client } from "pg";
import { type Cell, copyText } from "./cell.ts";
import { Script, type Statement } from "./statement.ts";

/** One connection to the target. PostgreSQL alone: bulk loading is done by COPY (docs/decisions/0019). */
export interface Store {
  query<R extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** A statement whose answer nobody reads; may be sent later, with what follows it. */
  write(text: string, values?: readonly unknown[]): Promise<void>;
  copy(table: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void>;
  /** In one transaction, unless they begin or end one themselves. */
  send(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

/** Type oids of pg_type.dat: int8 comes as a number, json as its text, like everywhere in this product. */
const INT8 = 20;
const NUMERIC = 1700;
const JSON_OIDS = new Set([114, 3802]);

/** @throws the driver's error where it cannot connect */
export async function openStore(url: string): Promise<Store> {
  const { default: pg } = await import("pg");
  const { from: copyFrom } = await import("pg-copy-streams");
  const client: Client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: "hostwright migrate",
    // A commit that a crash of the server loses takes its mapping rows with it: the next run brings both again.
    options: "-c TimeZone=UTC -c synchronous_commit=off",
    types: {
      getTypeParser: (oid, format) => {
        if (oid === INT8 || oid === NUMERIC) return Number;
        return JSON_OIDS.has(oid) ? String : pg.types.getTypeParser(oid, format);
      },
    },
  });
  await client.connect();
  // The statement under way gets the error too; without a listener a broken connection would end the process.
  client.on("error", () => {});
  return {
    async query<R extends object>(text: string, values: readonly unknown[] = []) {
      return (await client.query<R>(text, [...values])).rows;
    },
    async write(text, values = []) {
      await client.query(text, [...values]);
    },
    async send(statements) {
      if (statements.length > 0) await client.query(new Script(statements)).done;
    },
    async copy(table, columns, rows) {
      if (rows.length === 0) return;
      const stream = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
      stream.end(copyText(rows));
      await finished(stream);
    },
    close: () => client.end(),
  };
}

/** All of it or nothing. */
export async function inTransaction<T>(store: Store, work: () => Promise<T>): Promise<T> {
  await store.query("begin");
  try {
    const value = await work();
    await store.query("commit");
    return value;
  } catch (error) {
    // The error that ended it is the one to tell, also where the connection is gone with it.
    await store.query("rollback").catch(() => {});
    throw error;
  }
}
