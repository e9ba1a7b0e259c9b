import { type Cell, copyText } from "./cell.ts";
import { inlined, type Statement } from "./statement.ts";
import type { Store } from "./store.ts";

/**
 * The transactions of a run, one after another. The writes of each are collected and sent together, and the database works
 * on them while the next rows are read. A question that is asked between two writes finds the first one written.
 */
export class Writer implements Store {
  readonly #store: Store;
  #waiting: Statement[] = [];
  #bytes = 0;
  /** Whether a part of this transaction is at the database already. */
  #begun = false;
  /** The transaction before this one, at work or done. */
  #before: Promise<void> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Of rows that wait to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  async query<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    if (this.#waiting.length > 0) {
      await this.#before;
      const statements = this.#take();
      if (!this.#begun) statements.unshift({ text: "begin" });
      this.#begun = true;
      await this.#store.send(statements);
    }
    return this.#store.query<R>(text, values);
  }

  async write(text: string, values: readonly unknown[] = []): Promise<void> {
    this.#waiting.push({ text: inlined(text, values) });
  }

  async copy(table: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void> {
    if (rows.length === 0) return;
    const bytes = Buffer.from(copyText(rows));
    this.#bytes += bytes.length;
    this.#waiting.push({ text: `copy ${table} (${columns.join(", ")}) from stdin`, rows: bytes });
  }

  async send(statements: readonly Statement[]): Promise<void> {
    this.#waiting.push(...statements);
  }

  /**
   * Ends this transaction and begins the next. Resolves once it is on its way, which it is when the one before is done.
   * @throws what the transaction before it failed of
   */
  async commit(written: () => void): Promise<void> {
    await this.#before;
    const statements = this.#take();
    // What is sent together is one transaction by itself.
    if (this.#begun) statements.push({ text: "commit" });
    this.#begun = false;
    this.#before = this.#store.send(statements).then(written);
    // Told to whoever waits for it next.
    this.#before.catch(() => {});
  }

  /** Until all that was committed is written. @throws what it failed of */
  settled(): Promise<void> {
    return this.#before;
  }

  /** Forgets what is not committed. */
  async rollback(): Promise<void> {
    await this.#before.catch(() => {});
    this.#before = Promise.resolve();
    this.#take();
    this.#begun = false;
    // The error that ended it is the one to tell, also where the connection is gone with it.
    await this.#store.query("rollback").catch(() => {});
  }

  close(): Promise<void> {
    return this.rollback();
  }

  #take(): Statement[] {
    const statements = this.#waiting;
    [this.#waiting, this.#bytes] = [[], 0];
    return statements;
  }
}
