import { Kysely } from "kysely";
import { DataApiDialect, type RdsDataOptions } from "./data-api.ts";
import { type StatementLog, type Watch, watched } from "./driver.ts";
import { mysqlDialect } from "./mysql.ts";
import type { DialectName } from "./portable.ts";
import { postgresDialect } from "./postgres.ts";

export type { StatementLog } from "./driver.ts";

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/name`, `mysql://…`, `mariadb://…`, or `rds-data:` with `rdsData`. */
  url: string;
  /** Connections at most, through the Data API transactions and statements at a time; 10 unless told. */
  pool?: number;
  /** Where the cluster is, for `rds-data:`. */
  rdsData?: RdsDataOptions;
  /** Called after each statement, begin, commit and rollback. Placeholders only: never a value. */
  log?: (statement: StatementLog) => void;
}

export interface Database<DB> {
  readonly kysely: Kysely<DB>;
  readonly dialect: DialectName;
  /** Waits for statements under way, then closes the connections. */
  close(): Promise<void>;
}

/** Opens nothing yet: the first statement connects, and after a server's restart the next one connects again. */
export function openDatabase<DB>(options: DatabaseOptions): Database<DB> {
  const watch: Watch = { log: options.log };
  const open = {
    url: options.url,
    pool: options.pool ?? 10,
    brokenConnection: (error: Error) => options.log?.({ sql: "(connection)", durationMs: 0, error }),
  };
  const database = (dialect: DialectName, kysely: Kysely<DB>): Database<DB> => ({
    kysely,
    dialect,
    close: () => kysely.destroy(),
  });
  switch (/^[a-z-]+:/.exec(options.url)?.[0]) {
    case "postgres:":
    case "postgresql:":
      return database("postgres", new Kysely({ dialect: watched(postgresDialect(open), watch) }));
    case "mysql:":
    case "mariadb:": {
      const sessionIsolated: Watch = { ...watch, alreadyReadCommitted: true };
      return database("mysql", new Kysely({ dialect: watched(mysqlDialect(open), sessionIsolated) }));
    }
    case "rds-data:": {
      if (!options.rdsData) throw new Error("a database at rds-data: needs resourceArn, secretArn and database");
      const asIs: Watch = { ...watch, parameter: (value) => value };
      return database(
        "data-api",
        new Kysely({ dialect: watched(new DataApiDialect(options.rdsData, open.pool), asIs) }),
      );
    }
    default:
      throw new Error("a database's address starts with postgres://, mysql://, mariadb:// or rds-data:");
  }
}
