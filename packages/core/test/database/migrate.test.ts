import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOnEachDatabase, MIGRATIONS } from "../../../../test/each-database.ts";
import { migrate, migrateDown } from "../../src/kernel/database/index.ts";

const body = (up: string, down: string) => `
import { sql } from "kysely";
export const up = (db) => sql\`${up}\`.execute(db);
export const down = (db) => sql\`${down}\`.execute(db);
`;

describe("migrations", () => {
  // Beside the sources, so that the migrations find kysely as the real ones do.
  const parent = fileURLToPath(new URL("../../node_modules/.hostwright-test", import.meta.url));
  let directory = "";
  beforeAll(async () => {
    await mkdir(parent, { recursive: true });
    directory = await mkdtemp(path.join(parent, "migrations-"));
    const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
    await write("2026-11-20T0900_first.ts", body("create table first (id integer)", "drop table first"));
    await write("2026-11-20T0910_second.ts", body("create table second (id integer)", "drop table second"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  describeOnEachDatabase<{ first: { id: number } }>(
    "migrations",
    (opened) => {
      test("two processes starting at once migrate once, and the way back is open", async () => {
        const ran = await Promise.all([
          migrate(opened().database, { directory }),
          migrate(opened().again(), { directory }),
        ]);
        expect(ran.flat()).toEqual(["2026-11-20T0900_first", "2026-11-20T0910_second"]);
        expect(await migrateDown(opened().database, { directory })).toEqual(["2026-11-20T0910_second"]);
        expect(await migrate(opened().database, { directory })).toEqual(["2026-11-20T0910_second"]);
      });

      test("a failing migration is named with the database's own reason", async () => {
        const broken = path.join(directory, "2026-11-20T0920_broken.ts");
        await writeFile(broken, body("create table broken (id integer,)", "select 1"));
        await expect(migrate(opened().database, { directory })).rejects.toThrow(
          /^migration 2026-11-20T0920_broken failed: .*syntax/s,
        );
        await rm(broken);
        expect(await migrate(opened().database, { directory })).toEqual([]);
        await sql`insert into first (id) values (1)`.execute(opened().database.kysely);
      });

      test("a file that is no migration is named", async () => {
        const stray = path.join(directory, "helper.ts");
        await writeFile(stray, "");
        await expect(migrate(opened().database, { directory })).rejects.toThrow(/helper\.ts: name migrations like/);
        await rm(stray);
      });
    },
    { migrations: null },
  );

  describeOnEachDatabase("the system's own migrations", (opened) => {
    test("go down to nothing and up again", async () => {
      const { database } = opened();
      const names: string[] = [];
      for (;;) {
        const taken = await migrateDown(database, { directory: MIGRATIONS });
        if (taken.length === 0) break;
        names.unshift(...taken);
      }
      const tables = await database.kysely.introspection.getTables();
      expect(tables.map((table) => table.name)).toEqual([]);
      expect(await migrate(database, { directory: MIGRATIONS })).toEqual(names);
    });
  });
});
