import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { type Database, migrate, openDatabase } from "../packages/core/src/kernel/database/index.ts";
import { dataApiClient, testCluster } from "../packages/testbed/src/data-api/client.ts";
import { startDataApi } from "../packages/testbed/src/data-api/index.ts";
import { createDatabase } from "./database.ts";

export const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));

export interface Opened<DB> {
  database: Database<DB>;
  /** Where it answers; of the Data API the endpoint. */
  url: string;
  /** Another connection pool to the same database, for tests of what two processes do; by way of `url` if given. */
  again(url?: string): Database<DB>;
  close(): Promise<void>;
}

export interface EachDatabaseOptions {
  /** Another folder of migrations than the system's own; null for an empty database. */
  migrations?: string | null;
}

/**
 * Runs a suite on PostgreSQL, through the Data API and on MariaDB, each with a fresh migrated database:
 *
 *   describeOnEachDatabase<Tables>("servers", (opened) => {
 *     test("…", async () => { await opened().database.kysely… });
 *   });
 *
 * Call `opened()` inside tests and hooks only. MariaDB is skipped by name where the machine lacks it (never with CI=true).
 */
export function describeOnEachDatabase<DB>(
  name: string,
  suite: (opened: () => Opened<DB>) => void,
  options: EachDatabaseOptions = {},
): void {
  const directory = options.migrations === undefined ? MIGRATIONS : options.migrations;
  const on = (title: string, open: () => Promise<Opened<DB>>) => () =>
    describe(`${name} on ${title}`, () => {
      let opened: Opened<DB> | undefined;
      beforeAll(async () => {
        opened = await open();
        if (directory !== null) await migrate(opened.database, { directory });
      });
      afterAll(() => opened?.close());
      suite(() => {
        if (!opened) throw new Error("the database is open only while tests run");
        return opened;
      });
    });
  on("PostgreSQL", openPostgres<DB>)();
  on("the Data API", openDataApi<DB>)();
  if (inject("mariadbUrl") !== null) on("MariaDB", openMariadb<DB>)();
  else describe.skip(`${name} on MariaDB (mariadbd is not installed)`, () => suite(() => neverOpened()));
}

function neverOpened(): never {
  throw new Error("MariaDB is not installed");
}

/** Opens as many pools as asked for, and closes them all before what lies underneath. */
function openedWith<DB>(url: string, open: (url: string) => Database<DB>, drop: () => Promise<void>): Opened<DB> {
  const all: Database<DB>[] = [];
  const again = (way = url) => {
    const database = open(way);
    all.push(database);
    return database;
  };
  return {
    database: again(),
    url,
    again,
    async close() {
      for (const database of all) await database.close();
      await drop();
    },
  };
}

async function openPostgres<DB>(): Promise<Opened<DB>> {
  const { url, drop } = await createDatabase();
  return openedWith(url, (way) => openDatabase<DB>({ url: way }), drop);
}

async function openDataApi<DB>(): Promise<Opened<DB>> {
  const { url, drop } = await createDatabase();
  const api = await startDataApi({ databaseUrl: url });
  const clients = new Set<ReturnType<typeof dataApiClient>>();
  return openedWith(
    api.url,
    (way) => {
      const client = dataApiClient(way);
      clients.add(client);
      return openDatabase<DB>({ url: "rds-data:", rdsData: { ...testCluster, client } });
    },
    async () => {
      for (const client of clients) client.destroy();
      await api.stop();
      await drop();
    },
  );
}

async function openMariadb<DB>(): Promise<Opened<DB>> {
  const server = inject("mariadbUrl");
  if (server === null) return neverOpened();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string) => {
    const connection = await createConnection(server);
    await connection.query(sql).finally(() => connection.end());
  };
  await run(`create database ${name}`);
  return openedWith(
    `${server}/${name}`,
    (way) => openDatabase<DB>({ url: way }),
    () => run(`drop database ${name}`),
  );
}
