/**
 * Kysely over the RDS Data API (Aurora PostgreSQL): one HTTP call a statement, no connections to hold.
 * https://docs.aws.amazon.com/rdsdataservice/latest/APIReference/API_ExecuteStatement.html
 */
import type { ExecuteStatementCommandOutput, RDSDataClient } from "@aws-sdk/client-rds-data";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { fieldValue, sqlParameter } from "./data-api-values.ts";
import { isTransactionGone, ResultTooLarge } from "./errors.ts";
import { DataApiAdapter } from "./postgres-adapters.ts";
import { Turns } from "./turns.ts";

export interface RdsDataOptions {
  resourceArn: string;
  secretArn: string;
  database: string;
  /** Instead of AWS, for tests and the testbed. */
  endpoint?: string;
  /**
   * Instead of a client made from the surroundings. Give it `maxAttempts: 1`, since a repeated statement may act twice,
   * and as many sockets as the pool has places.
   */
  client?: RDSDataClient;
}

export class DataApiDialect implements Dialect {
  readonly #options: RdsDataOptions;
  readonly #pool: number;
  constructor(options: RdsDataOptions, pool: number) {
    this.#options = options;
    this.#pool = pool;
  }
  createAdapter(): DataApiAdapter {
    return new DataApiAdapter();
  }
  createDriver(): DataApiDriver {
    return new DataApiDriver(this.#options, this.#pool);
  }
  createIntrospector<DB>(db: Kysely<DB>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }
  createQueryCompiler(): PostgresQueryCompiler {
    return new NamedParameters();
  }
}

const parameterName = (position: number) => `p${position}`;

class NamedParameters extends PostgresQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return `:${parameterName(this.numParameters)}`;
  }
}

type Sdk = typeof import("@aws-sdk/client-rds-data");
type Target = Pick<RdsDataOptions, "resourceArn" | "secretArn" | "database">;

class DataApiConnection implements DatabaseConnection {
  readonly sdk: Sdk;
  readonly client: RDSDataClient;
  readonly target: Target;
  transactionId: string | undefined;
  /** A statement of the open transaction failed: PostgreSQL will roll back, whatever the service says to a commit. */
  aborted = false;

  constructor(sdk: Sdk, client: RDSDataClient, target: Target) {
    this.sdk = sdk;
    this.client = client;
    this.target = target;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const command = new this.sdk.ExecuteStatementCommand({
      ...this.target,
      sql: query.sql,
      parameters: query.parameters.map((value, index) => sqlParameter(parameterName(index + 1), value)),
      includeResultMetadata: true,
      // A statement is cut off after 45 seconds; a schema change cut off in its middle could be left half done.
      continueAfterTimeout: /^(Create|Alter|Drop)/.test(query.query.kind),
      ...(this.transactionId === undefined ? {} : { transactionId: this.transactionId }),
    });
    let output: ExecuteStatementCommandOutput;
    try {
      output = await this.client.send(command);
    } catch (error) {
      this.aborted = this.transactionId !== undefined;
      const tooLarge =
        error instanceof Error &&
        /response size limit|exceeded size limit|Packet for query is too large/i.test(error.message);
      throw tooLarge ? new ResultTooLarge(error) : error;
    }
    const changes =
      /^(Insert|Update|Delete|Merge)QueryNode$/.test(query.query.kind) ||
      /^\s*(insert|update|delete|merge)\b/i.test(query.sql);
    return {
      rows: rowsOf<R>(output),
      ...(changes ? { numAffectedRows: BigInt(output.numberOfRecordsUpdated ?? 0) } : {}),
    };
  }

  // biome-ignore lint/correctness/useYield: the Data API has no cursors; Kysely's interface demands the method.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the Data API cannot stream: page by id instead");
  }
}

function rowsOf<R>({ records = [], columnMetadata = [] }: ExecuteStatementCommandOutput): R[] {
  return records.map((fields) => {
    const row: Record<string, unknown> = {};
    fields.forEach((field, index) => {
      const column = columnMetadata[index];
      row[column?.label ?? column?.name ?? String(index)] = fieldValue(field, column);
    });
    // Kysely's drivers state the row type; the database decides it.
    return row as R;
  });
}

class DataApiDriver implements Driver {
  readonly #options: RdsDataOptions;
  /**
   * Transactions at a time, though no connection is held: one that waits for a row's lock occupies a socket of the
   * client, and when such ones occupy them all, the holder of the lock cannot send what would free it.
   */
  readonly #turns: Turns;
  readonly #sockets: number;
  #sdk: Sdk | undefined;
  #client: RDSDataClient | undefined;

  constructor(options: RdsDataOptions, pool: number) {
    this.#options = options;
    this.#turns = new Turns(pool);
    this.#sockets = pool;
  }

  async init(): Promise<void> {
    this.#sdk = await import("@aws-sdk/client-rds-data");
    const { endpoint, client } = this.#options;
    const agent = { keepAlive: true, maxSockets: this.#sockets };
    this.#client =
      client ??
      new this.#sdk.RDSDataClient({
        maxAttempts: 1,
        requestHandler: { httpAgent: agent, httpsAgent: agent },
        ...(endpoint ? { endpoint } : {}),
      });
  }

  async acquireConnection(): Promise<DataApiConnection> {
    if (!this.#sdk || !this.#client) throw new Error("the Data API driver was not initialised");
    await this.#turns.take();
    const { resourceArn, secretArn, database } = this.#options;
    return new DataApiConnection(this.#sdk, this.#client, { resourceArn, secretArn, database });
  }

  /** READ COMMITTED is the server's default and what the watching driver asks for; the Data API takes no level. */
  async beginTransaction(connection: DataApiConnection): Promise<void> {
    const begin = new connection.sdk.BeginTransactionCommand(connection.target);
    connection.transactionId = (await connection.client.send(begin)).transactionId;
    connection.aborted = false;
  }

  async commitTransaction(connection: DataApiConnection): Promise<void> {
    if (connection.aborted) throw new Error("a statement of this transaction failed, so it cannot be committed");
    const { resourceArn, secretArn } = connection.target;
    const { transactionId } = connection;
    await connection.client.send(
      new connection.sdk.CommitTransactionCommand({ resourceArn, secretArn, transactionId }),
    );
    connection.transactionId = undefined;
  }

  /** A transaction that ended by itself (three idle minutes, an error) has been rolled back. */
  async rollbackTransaction(connection: DataApiConnection): Promise<void> {
    const { resourceArn, secretArn } = connection.target;
    const { transactionId } = connection;
    connection.transactionId = undefined;
    try {
      await connection.client.send(
        new connection.sdk.RollbackTransactionCommand({ resourceArn, secretArn, transactionId }),
      );
    } catch (error) {
      if (!isTransactionGone(error)) throw error;
    }
  }

  async releaseConnection(): Promise<void> {
    this.#turns.giveBack();
  }

  async destroy(): Promise<void> {
    if (!this.#options.client) this.#client?.destroy();
  }
}
