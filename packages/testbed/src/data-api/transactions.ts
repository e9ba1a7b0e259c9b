import { randomBytes } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Pool, PoolClient } from "pg";
import { databaseFault, transactionNotFound } from "./faults.ts";

/** AWS, "BeginTransaction": ended and rolled back when no call uses it for three minutes, or after 24 hours. */
const IDLE_MS = 3 * 60_000;
const LIFE_MS = 24 * 3_600_000;

interface Open {
  client: PoolClient;
  idle: () => void;
  life: () => void;
}

/** The transactions that callers hold by id, each on a connection of its own. */
export class Transactions {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #open = new Map<string, Open>();

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    // Without a listener a connection that breaks between two calls would end the process.
    pool.on("connect", (client) => client.on("error", () => {}));
    this.#clock = clock;
  }

  async begin(): Promise<string> {
    const client = await this.#pool.connect();
    await client.query("begin");
    const id = randomBytes(24).toString("base64");
    this.#open.set(id, {
      client,
      idle: this.#expireAfter(id, IDLE_MS),
      life: this.#expireAfter(id, LIFE_MS),
    });
    return id;
  }

  /** The connection of a transaction, whose three minutes begin anew when `work` ends. */
  async use<T>(id: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const transaction = this.#open.get(id);
    if (!transaction) throw transactionNotFound(id);
    transaction.idle();
    try {
      return await work(transaction.client);
    } finally {
      if (this.#open.get(id) === transaction) transaction.idle = this.#expireAfter(id, IDLE_MS);
    }
  }

  async end(id: string, how: "commit" | "rollback"): Promise<void> {
    const transaction = this.#take(id);
    if (!transaction) throw transactionNotFound(id);
    try {
      await transaction.client.query(how);
      transaction.client.release();
    } catch (error) {
      transaction.client.release(true);
      throw databaseFault(error);
    }
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.#take(id)?.client.release(true);
  }

  #take(id: string): Open | undefined {
    const transaction = this.#open.get(id);
    this.#open.delete(id);
    transaction?.idle();
    transaction?.life();
    return transaction;
  }

  /** Closing the connection is what rolls back. */
  #expireAfter(id: string, ms: number): () => void {
    return this.#clock.after(ms, () => this.#take(id)?.client.release(true));
  }
}
