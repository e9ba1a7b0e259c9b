import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase } from "../../../../test/database.ts";
import { MIGRATIONS } from "../../../../test/each-database.ts";
import { removeFiles } from "../../src/archive/index.ts";
import { type Database, migrate, openDatabase } from "../../src/kernel/database/index.ts";
import type { ObjectStore, Tables } from "../../src/kernel/index.ts";
import { openStore, type RunOptions, runMigration, type Store } from "../../src/migration/index.ts";
import { createWorld } from "../world.ts";
import { batches, brought, ref } from "./company.ts";

const SHA256 = "a".repeat(64);
const ticket = { reference: "ABC", department: "", subject: "Help", status: "Open", urgency: "High", messages: [] };
const file = {
  tenant: null,
  message: ref("tbltickets:5"),
  name: "log.txt",
  file: "1_log.txt",
  size: 7,
  sha256: SHA256,
};

let store: Store;
let database: Database<Tables>;
let close: () => Promise<void>;
beforeAll(async () => {
  const { url, drop } = await createDatabase();
  database = openDatabase({ url });
  await migrate(database, { directory: MIGRATIONS });
  store = await openStore(url);
  close = async () => {
    await store.close();
    await database.close();
    await drop();
  };
});
afterAll(() => close());

/** What happened to the file, in order. */
let events: string[];
const objects: ObjectStore = {
  put: async () => void events.push("put"),
  check: async () => "kept",
  hand: async () => "missing",
  remove: async () => void events.push("removed"),
};
const removal = (over: Partial<ObjectStore> = {}) =>
  removeFiles({ ...createWorld(database).app, objects: async () => ({ ...objects, ...over }) });
const due = { sha256: SHA256, request_id: "req_1", due_at: new Date("2026-11-20T12:00:00Z") };
const listed = () => database.kysely.selectFrom("object_removals").select("sha256").execute();

beforeEach(async () => {
  events = [];
  for (const table of ["archive_attachments", "archive_tickets", "object_removals"] as const)
    await database.kysely.deleteFrom(table).execute();
  for (const table of ["migration_rows", "migration_runs"]) await store.query(`delete from ${table}`);
  await database.kysely.insertInto("object_removals").values(due).execute();
});

/** Brings the file that an erasure has released. */
const bring = (keepFile: NonNullable<RunOptions["keepFile"]>) =>
  runMigration(
    store,
    { source: "whmcs-test", system: "WHMCS 8.4", mode: "apply", now: () => due.due_at, keepFile },
    batches([
      brought("tickets", "tbltickets:5", { ...ticket, tenant: null, service: null }),
      brought("attachments", "tbltickets:5/0", { ...file, ticket: ref("tbltickets:5") }),
    ]),
  );

test("a released file that is being brought again stays, before its row is there and after", async () => {
  await bring(async () => {
    await removal();
    events.push("put");
  });
  expect(await listed()).toHaveLength(1);
  await database.kysely.updateTable("object_removals").set({ due_at: due.due_at }).execute();
  await removal();
  expect(events).toEqual(["put"]);
  expect(await listed()).toEqual([]);
});

test("one whose removal is under way is brought once it is gone, and not passed over as there", async () => {
  const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const removing = removal({
    async remove() {
      begun.resolve();
      await release.promise;
      events.push("removed");
    },
  });
  await begun.promise;
  const bringing = bring(async () => void events.push("put"));
  const waits = () => sql`select 1 from pg_locks where not granted`.execute(database.kysely);
  await expect.poll(async () => (await waits()).rows.length, { timeout: 10_000 }).toBeGreaterThan(0);
  release.resolve();
  await Promise.all([removing, bringing]);
  expect(events).toEqual(["removed", "put"]);
});
