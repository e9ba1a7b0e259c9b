import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from "kysely";
import { SelectQueryNode } from "kysely";
import { isConnectionLost, OutcomeUnknown } from "./errors.ts";
import { noteRoundTrip } from "./round-trips.ts";
import { wireParameter } from "./values.ts";

/** One statement as it went to the database. `sql` has placeholders, never values. */
export interface StatementLog {
  sql: string;
  durationMs: number;
  error?: unknown;
}

export interface Watch {
  log?: ((statement: StatementLog) => void) | undefined;
  /** Turns a parameter into what the driver underneath takes. */
  parameter?: (value: unknown) => unknown;
  /** Given when the database begins every transaction at this level by itself, so that it need not be said. */
  alreadyReadCommitted?: boolean;
}

/** A dialect that behaves alike above pg, mysql2 and the Data API: counted, logged, READ COMMITTED, errors told apart. */
export function watched(dialect: Dialect, watch: Watch): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new WatchedDriver(dialect.createDriver(), watch),
  };
}

class WatchedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #watch: Watch;
  inTransaction = false;
  lost = false;

  constructor(inner: DatabaseConnection, watch: Watch) {
    this.inner = inner;
    this.#watch = watch;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = query.parameters.map(this.#watch.parameter ?? wireParameter);
    return this.observe(query.sql, !this.inTransaction && !SelectQueryNode.is(query.query), () =>
      this.inner.executeQuery<R>({ ...query, parameters }),
    );
  }

  // biome-ignore lint/correctness/useYield: no dialect of ours streams; Kysely's interface demands the method.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("streaming is not portable: page by id instead");
  }

  /** Sends something; `decisive` when a lost answer leaves it open whether a change was made. */
  async observe<T>(sql: string, decisive: boolean, send: () => Promise<T>): Promise<T> {
    noteRoundTrip();
    const started = performance.now();
    let failure: { error: unknown } | undefined;
    try {
      return await send();
    } catch (error) {
      failure = { error };
      if (!isConnectionLost(error)) throw error;
      this.lost = true;
      throw decisive ? new OutcomeUnknown(error) : error;
    } finally {
      this.#watch.log?.({ sql, durationMs: performance.now() - started, ...failure });
    }
  }
}

class WatchedDriver implements Driver {
  readonly #inner: Driver;
  readonly #watch: Watch;

  constructor(inner: Driver, watch: Watch) {
    this.#inner = inner;
    this.#watch = watch;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<WatchedConnection> {
    return new WatchedConnection(await this.#inner.acquireConnection(), this.#watch);
  }

  async beginTransaction(connection: WatchedConnection, settings: TransactionSettings): Promise<void> {
    const isolated: TransactionSettings =
      settings.isolationLevel || this.#watch.alreadyReadCommitted
        ? settings
        : { ...settings, isolationLevel: "read committed" };
    await connection.observe("begin", false, () => this.#inner.beginTransaction(connection.inner, isolated));
    connection.inTransaction = true;
  }

  async commitTransaction(connection: WatchedConnection): Promise<void> {
    await connection.observe("commit", true, () => this.#inner.commitTransaction(connection.inner));
    connection.inTransaction = false;
  }

  /** Where the connection is lost the server has rolled back already, and the first error must not be hidden. */
  async rollbackTransaction(connection: WatchedConnection): Promise<void> {
    connection.inTransaction = false;
    try {
      await connection.observe("rollback", false, () => this.#inner.rollbackTransaction(connection.inner));
    } catch (error) {
      if (!connection.lost) throw error;
    }
  }

  async releaseConnection(connection: WatchedConnection): Promise<void> {
    await this.#inner.releaseConnection(connection.inner);
  }

  async destroy(): Promise<void> {
    await this.#inner.destroy();
  }
}
