import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@hostwright/core/kernel/log";
import { Client, Pool, type PoolClient, types } from "pg";
import { migrate } from "./schema.ts";

/** SQL prepared once a connection, under its name. */
export interface Statement {
  name: string;
  text: string;
}

export const statement = (name: string, text: string): Statement => ({ name: `cloud.${name}`, text });

/** bigint columns here are milliseconds, counters and row ids, all far below 2^53. */
const BIGINT = 20;
const numbers = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === BIGINT ? Number : types.getTypeParser(oid, format === "binary" ? "text" : format),
};

/** Any number works that nothing else in the database locks. */
const OWNER_LOCK = 4_566_001;

/**
 * The cloud's PostgreSQL. One process at a time owns the schema, by an advisory lock on a connection of its own, so that
 * groups, timers and wake-ups can be ruled in memory. While that connection is lost, nothing is answered: somebody else
 * might own the schema by then. It is sought again until `close`.
 */
export class Database {
  readonly #url: string;
  readonly #log: Log;
  readonly #pool: Pool;
  #owner: Client | undefined;
  #reconnecting: Promise<void> | undefined;
  #closed = false;

  private constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
    this.#pool = new Pool({
      connectionString: url,
      max: 12,
      connectionTimeoutMillis: 3000,
      types: numbers,
      keepAlive: true,
    });
    this.#pool.on("error", (error) => log.debug("idle database connection lost", { reason: error.message }));
  }

  /** Throws when PostgreSQL does not answer, or another cloud keeps the schema for ten seconds. */
  static async open(url: string, log: Log): Promise<Database> {
    const database = new Database(url, log);
    for (let attempt = 0; !(await database.#own()); attempt++) {
      // A killed predecessor's connection takes PostgreSQL a moment to notice.
      if (attempt === 100) throw new Error("another local cloud is running on this database");
      await delay(100);
    }
    await migrate(database.#pool);
    return database;
  }

  async rows<Row extends object>(query: Statement, values: unknown[]): Promise<Row[]> {
    this.#requireOwnership();
    return (await this.#pool.query<Row>({ name: query.name, text: query.text, values })).rows;
  }

  /** Number of rows changed. */
  async run(query: Statement, values: unknown[]): Promise<number> {
    this.#requireOwnership();
    return (await this.#pool.query({ name: query.name, text: query.text, values })).rowCount ?? 0;
  }

  async transaction<T>(work: (connection: PoolClient) => Promise<T>): Promise<T> {
    this.#requireOwnership();
    const connection = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await connection.query("begin");
      const result = await work(connection);
      await connection.query("commit");
      return result;
    } catch (error) {
      await connection.query("rollback").catch((cause: Error) => {
        broken = cause;
      });
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  /** Repeats `work` until the database lets it through; undefined when the cloud closes before. */
  async persist<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    for (let pause = 25; !this.#closed; pause = Math.min(pause * 2, 1000)) {
      try {
        return await work();
      } catch (error) {
        if (this.#closed) return undefined;
        this.#log.warn("database write failed; trying again", { what, reason: String(error) });
        await delay(pause);
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.end();
    // A connection that is just being restored would own the database after us, and keep our successor out.
    await this.#reconnecting;
    await this.#owner?.end();
  }

  #requireOwnership(): void {
    if (!this.#owner) throw new Error("the database connection is lost");
  }

  async #own(): Promise<boolean> {
    const client = new Client({ connectionString: this.#url, connectionTimeoutMillis: 3000, keepAlive: true });
    let lost = false;
    client.on("error", () => {});
    client.on("end", () => {
      lost = true;
      if (this.#owner !== client) return;
      this.#owner = undefined;
      if (!this.#closed) this.#reconnecting = this.#reconnect();
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [OWNER_LOCK]);
      if (rows[0]?.ours && !lost && !this.#closed) this.#owner = client;
      return this.#owner === client;
    } finally {
      if (this.#owner !== client) await client.end();
    }
  }

  async #reconnect(): Promise<void> {
    this.#log.warn("database connection lost");
    for (let pause = 25; !this.#closed; pause = Math.min(pause * 2, 1000)) {
      if (await this.#own().catch(() => false)) return this.#log.info("database connection restored");
      await delay(pause);
    }
  }
}
