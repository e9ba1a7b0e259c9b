import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { removePostgres, startPostgres } from "../../../local/src/postgres.ts";
import { removeMariadb, startMariadb } from "../../../testbed/src/mariadb/index.ts";
import { type Database, isRetryable, OutcomeUnknown, openDatabase } from "../../src/kernel/database/index.ts";

interface Server {
  url: string;
  pid: number;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}
interface Tables {
  counter: { id: string; value: number };
}

const servers = [
  {
    name: "PostgreSQL",
    start: (directory: string): Promise<Server> =>
      startPostgres({ directory: join(directory, "postgres"), log: () => {} }),
    remove: (directory: string) => removePostgres(join(directory, "postgres")),
    database: "",
    nap: (on: Database<Tables>["kysely"]) => sql`select count(*) from (select pg_sleep(60)) as nap`.execute(on),
  },
  {
    name: "MariaDB",
    start: (directory: string, port?: number): Promise<Server> =>
      startMariadb({ directory, ...(port === undefined ? {} : { port }) }),
    remove: removeMariadb,
    database: "/mysql",
    nap: (on: Database<Tables>["kysely"]) => sql`select sleep(60)`.execute(on),
  },
];

describe.each(servers)("kill -9 of $name", ({ name, start, remove, database: path, nap }) => {
  const missing = name === "MariaDB" && inject("mariadbUrl") === null;
  let directory = "";
  let server: Server;
  let database: Database<Tables>;

  beforeAll(async () => {
    if (missing) return;
    directory = await mkdtemp(join(tmpdir(), "hostwright-test-restart-"));
    await chmod(directory, 0o755);
    server = await start(directory);
    database = openDatabase<Tables>({ url: `${server.url}${path}`, pool: 3 });
    await database.kysely.schema
      .createTable("counter")
      .addColumn("id", "varchar(40)")
      .addColumn("value", "integer")
      .execute();
    await database.kysely.insertInto("counter").values({ id: "a", value: 0 }).execute();
  });
  afterAll(async () => {
    if (missing) return;
    await database.close();
    await server.stop();
    await remove(directory);
    await rm(directory, { recursive: true, force: true });
  });

  const kill = async () => {
    process.kill(server.pid, "SIGKILL");
    await server.exited;
  };
  const restart = async () => {
    server = await start(directory, Number(new URL(server.url).port));
  };
  const reason = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  test.skipIf(missing)("the pool recovers, and what was under way is classified", async () => {
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const transaction = reason(
      database.kysely.transaction().execute(async (on) => {
        await on.updateTable("counter").set({ value: 1 }).execute();
        entered();
        await nap(on);
      }),
    );
    await inside;
    await kill();
    const lost = await transaction;
    expect(lost).not.toBeInstanceOf(OutcomeUnknown);
    expect(isRetryable(lost)).toBe(true);

    const refused = await reason(database.kysely.selectFrom("counter").selectAll().execute());
    expect(isRetryable(refused)).toBe(true);

    await restart();
    expect(await database.kysely.selectFrom("counter").selectAll().execute()).toEqual([{ id: "a", value: 0 }]);
    expect(
      await Promise.all([1, 2, 3].map(() => database.kysely.selectFrom("counter").select("id").execute())),
    ).toHaveLength(3);
  });
});
