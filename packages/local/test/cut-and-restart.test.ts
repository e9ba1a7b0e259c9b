import { Client } from "pg";
import { expect, test } from "vitest";
import { testCloud } from "./support.ts";

test("leaves the database to its successor, even when closed while it restores a lost connection", async () => {
  const local = await testCloud();
  const url = new URL(local.databaseUrl);
  const database = url.pathname.slice(1);
  url.pathname = "/postgres";
  const admin = new Client({ connectionString: url.href });
  await admin.connect();
  let { cloud } = local;
  try {
    for (let round = 0; round < 12; round++) {
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [database]);
      // Each round closes it a little later into the reconnection.
      for (let turn = 0; turn < round; turn++) await admin.query("select 1");
      await cloud.close();
      const { rows } = await admin.query(
        "select l.pid from pg_locks l join pg_database d on d.oid = l.database where l.locktype = 'advisory' and d.datname = $1",
        [database],
      );
      expect(rows, `round ${round}`).toEqual([]);
      cloud = await local.again();
    }
  } finally {
    await cloud.close();
    await admin.end();
    await local.drop();
  }
});
