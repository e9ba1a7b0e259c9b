import { type Insertable, sql } from "kysely";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../test/each-database.ts";
import {
  affected,
  columnTypes,
  countRoundTrips,
  type Database,
  insertIgnore,
  isRetryable,
  isUniqueViolation,
  type Json,
  jsonIn,
  jsonOut,
  upsert,
} from "../src/kernel/database/index.ts";

interface Thing {
  id: string;
  name: string;
  note: string | null;
  amount: number;
  size: number;
  active: boolean;
  labels: Json<Record<string, string>>;
  extra: Json<unknown> | null;
  created_at: Date;
}
interface Tables {
  thing: Thing;
}

const NOON = new Date("2026-11-20T12:00:00.123Z");
const thing = (
  id: string,
  rest: Partial<Pick<Thing, "name" | "amount" | "active" | "note">> = {},
): Insertable<Thing> => ({
  id,
  name: id,
  note: null,
  amount: 0,
  size: 1,
  active: true,
  labels: jsonIn({}),
  extra: null,
  created_at: NOON,
  ...rest,
});

async function createTable(database: Database<Tables>): Promise<void> {
  const type = columnTypes(database.kysely);
  await database.kysely.schema
    .createTable("thing")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("note", type.text)
    .addColumn("amount", type.bigint, (column) => column.notNull())
    .addColumn("size", type.int, (column) => column.notNull())
    .addColumn("active", type.boolean, (column) => column.notNull())
    .addColumn("labels", type.json, (column) => column.notNull())
    .addColumn("extra", type.json)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addUniqueConstraint("thing_name", ["name"])
    .execute();
}

describeOnEachDatabase<Tables>(
  "the database",
  (opened) => {
    const db = () => opened().database.kysely;
    const insert = (...rows: ReturnType<typeof thing>[]) => db().insertInto("thing").values(rows).execute();
    const all = () => db().selectFrom("thing").selectAll().orderBy("id").execute();
    const one = (id: string) => db().selectFrom("thing").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

    beforeAll(() => createTable(opened().database));
    beforeEach(() => db().deleteFrom("thing").execute());

    test("every kind of value comes back as it went in", async () => {
      const labels = { env: "prod", "quote'd": 'a "b" \\ c', emoji: "🦊" };
      await insert({
        ...thing("thg_1"),
        note: "line\nbreak ' \" \\ 🦊",
        amount: Number.MAX_SAFE_INTEGER,
        size: -5,
        active: false,
        labels: jsonIn(labels),
        extra: jsonIn(["a", 1, null, { b: true }]),
      });
      const row = await one("thg_1");
      expect({ ...row, labels: jsonOut(row.labels), extra: jsonOut(row.extra) }).toEqual({
        ...thing("thg_1"),
        note: "line\nbreak ' \" \\ 🦊",
        amount: Number.MAX_SAFE_INTEGER,
        size: -5,
        active: false,
        labels,
        extra: ["a", 1, null, { b: true }],
      });
    });

    test("JSON that is a string, a number or null stays what it is", async () => {
      for (const [index, value] of ["text", '"quoted"', 7, false, null].entries()) {
        await insert({ ...thing(`thg_${index}`), extra: jsonIn<unknown>(value) });
        expect(jsonOut((await one(`thg_${index}`)).extra)).toBe(value);
      }
    });

    test("counts and sums are numbers, and an integer beyond 2^53 is an error rather than a wrong value", async () => {
      await insert(thing("thg_1", { amount: 40 }), thing("thg_2", { amount: 2 }));
      const total = await db()
        .selectFrom("thing")
        .select(({ fn }) => [fn.countAll<number>().as("count"), fn.sum<number>("amount").as("sum")])
        .executeTakeFirstOrThrow();
      expect(total).toEqual({ count: 2, sum: 42 });
      await sql`update thing set amount = 9007199254740993 where id = ${"thg_1"}`.execute(db());
      await expect(one("thg_1")).rejects.toThrow(RangeError);
    });

    test("moments compare and sort by the millisecond", async () => {
      const later = new Date(NOON.getTime() + 1);
      await insert(thing("thg_1"), { ...thing("thg_2"), created_at: later });
      const after = db().selectFrom("thing").select(["id", "created_at"]).where("created_at", ">", NOON);
      expect(await after.execute()).toEqual([{ id: "thg_2", created_at: later }]);
    });

    test("ids sort by byte and names keep their case", async () => {
      await insert(thing("thg_b"), thing("thg_B"), thing("thg_a"), thing("thg_0"), thing("thg_Z"));
      expect((await all()).map((row) => row.id)).toEqual(["thg_0", "thg_B", "thg_Z", "thg_a", "thg_b"]);
      expect(await db().selectFrom("thing").select("id").where("id", "<", "thg_B").execute()).toEqual([
        { id: "thg_0" },
      ]);
      expect(await db().selectFrom("thing").select("id").where("name", "=", "THG_A").execute()).toEqual([]);
    });

    test("booleans, nulls and lists select", async () => {
      await insert(thing("thg_1", { active: false }), thing("thg_2", { note: "x" }), thing("thg_3"));
      const ids = (rows: { id: string }[]) => rows.map((row) => row.id);
      const things = db().selectFrom("thing").select("id").orderBy("id");
      expect(ids(await things.where("active", "=", false).execute())).toEqual(["thg_1"]);
      expect(ids(await things.where("note", "is", null).execute())).toEqual(["thg_1", "thg_3"]);
      expect(ids(await things.where("id", "in", ["thg_1", "thg_3"]).execute())).toEqual(["thg_1", "thg_3"]);
      expect(ids(await things.limit(1).offset(1).execute())).toEqual(["thg_2"]);
    });

    test("affected tells the rows matched, changed or not", async () => {
      await insert(thing("thg_1"), thing("thg_2"));
      const same = db().updateTable("thing").set({ size: 1 });
      expect(affected(await same.execute())).toBe(2);
      expect(affected(await same.where("id", "=", "none").executeTakeFirst())).toBe(0);
      expect(affected(await db().deleteFrom("thing").where("id", "=", "thg_1").execute())).toBe(1);
      expect(
        affected(
          await db()
            .insertInto("thing")
            .values([thing("a"), thing("b")])
            .execute(),
        ),
      ).toBe(2);
      expect(affected(await sql`delete from thing where id = ${"a"}`.execute(db()))).toBe(1);
    });

    test("insertIgnore says whether the row went in, and hides no other error", async () => {
      expect(await insertIgnore(db(), "thing", thing("thg_1"))).toBe(true);
      expect(await insertIgnore(db(), "thing", thing("thg_1"))).toBe(false);
      expect(await insertIgnore(db(), "thing", thing("thg_2", { name: "thg_1" }))).toBe(false);
      await expect(insertIgnore(db(), "thing", thing("x".repeat(41)))).rejects.toThrow();
      await db()
        .transaction()
        .execute(async (transaction) => {
          expect(await insertIgnore(transaction, "thing", thing("thg_1"))).toBe(false);
          expect(await insertIgnore(transaction, "thing", thing("thg_3"))).toBe(true);
        });
      expect((await all()).map((row) => row.id)).toEqual(["thg_1", "thg_3"]);
    });

    test("upsert inserts what is new and updates what is there", async () => {
      await insert(thing("thg_1", { amount: 1, note: "kept" }));
      const rows = [thing("thg_1", { amount: 10 }), { ...thing("thg_2"), labels: jsonIn({ a: "b" }) }];
      await upsert(db(), "thing", rows, { keys: ["id"], update: ["amount", "labels"] });
      const found = await all();
      expect(found.map(({ id, amount, note }) => ({ id, amount, note }))).toEqual([
        { id: "thg_1", amount: 10, note: "kept" },
        { id: "thg_2", amount: 0, note: null },
      ]);
      expect(found.map((row) => jsonOut(row.labels))).toEqual([{}, { a: "b" }]);
      await upsert(db(), "thing", thing("thg_2", { amount: 3 }), { keys: ["id"], update: ["amount"] });
      await upsert(db(), "thing", [], { keys: ["id"], update: ["amount"] });
      expect((await one("thg_2")).amount).toBe(3);
    });

    test("a unique violation names its constraint; other errors are none, and neither is retryable", async () => {
      await insert(thing("thg_1"));
      const error = await insert(thing("thg_2", { name: "thg_1" })).catch((reason: unknown) => reason);
      expect(isUniqueViolation(error)).toBe("thing_name");
      expect(isRetryable(error)).toBe(false);
      const wrong = await sql`select * from nothing`.execute(db()).catch((reason: unknown) => reason);
      expect(isUniqueViolation(wrong)).toBeUndefined();
      expect(isRetryable(wrong)).toBe(false);
    });

    test("a transaction that throws leaves nothing, and what it threw comes out", async () => {
      const broken = db()
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto("thing").values(thing("thg_1")).execute();
          throw new Error("on purpose");
        });
      await expect(broken).rejects.toThrow("on purpose");
      expect(await all()).toEqual([]);
    });

    test("a transaction in which a statement failed cannot be committed", async () => {
      await insert(thing("thg_1"));
      const swallowed = db()
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto("thing").values(thing("thg_2")).execute();
          await transaction
            .insertInto("thing")
            .values(thing("thg_1"))
            .execute()
            .catch(() => {});
        });
      // MySQL undoes the failed statement alone and goes on.
      const kept = opened().database.dialect === "mysql";
      expect(
        await swallowed.then(
          () => true,
          () => false,
        ),
      ).toBe(kept);
      expect(await all()).toHaveLength(kept ? 2 : 1);
    });

    test("READ COMMITTED: a transaction sees what others commit meanwhile, and nothing before", async () => {
      await insert(thing("thg_1"));
      const other = opened().again().kysely;
      await db()
        .transaction()
        .execute(async (transaction) => {
          const count = () => transaction.selectFrom("thing").select("id").execute();
          expect(await count()).toHaveLength(1);
          await other.transaction().execute(async (second) => {
            await second.insertInto("thing").values(thing("thg_2")).execute();
            expect(await count()).toHaveLength(1);
          });
          expect(await count()).toHaveLength(2);
        });
    });

    test("SKIP LOCKED passes over what another holds", async () => {
      await insert(thing("thg_1"), thing("thg_2"));
      const other = opened().again().kysely;
      const next = (on: typeof other) =>
        on.selectFrom("thing").select("id").orderBy("id").limit(1).forUpdate().skipLocked().execute();
      await db()
        .transaction()
        .execute(async (first) => {
          expect(await next(first)).toEqual([{ id: "thg_1" }]);
          await other.transaction().execute(async (second) => expect(await next(second)).toEqual([{ id: "thg_2" }]));
        });
    });

    test("a deadlock ends one of the two with a retryable error", async () => {
      await insert(thing("thg_1"), thing("thg_2"));
      const lock = (on: ReturnType<typeof db>, id: string) =>
        on.updateTable("thing").set({ size: 2 }).where("id", "=", id).execute();
      let arrived = 0;
      let open = () => {};
      const bothHold = new Promise<void>((resolve) => {
        open = resolve;
      });
      const cross = (on: ReturnType<typeof db>, first: string, second: string) =>
        on.transaction().execute(async (transaction) => {
          await lock(transaction, first);
          arrived += 1;
          if (arrived === 2) open();
          await bothHold;
          await lock(transaction, second);
        });
      const outcomes = await Promise.allSettled([
        cross(db(), "thg_1", "thg_2"),
        cross(opened().again().kysely, "thg_2", "thg_1"),
      ]);
      const failed = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(failed.map((outcome) => isRetryable(outcome.reason))).toEqual([true]);
    });

    test("round trips are counted, begin and commit included", async () => {
      const { value, roundTrips } = await countRoundTrips(() =>
        db()
          .transaction()
          .execute(async (transaction) => {
            await transaction.insertInto("thing").values(thing("thg_1")).execute();
            return transaction.selectFrom("thing").select("id").execute();
          }),
      );
      expect({ value, roundTrips }).toEqual({ value: [{ id: "thg_1" }], roundTrips: 4 });
    });

    test("a list is refused as a parameter", async () => {
      await expect(sql`select ${["a", "b"]} as list`.execute(db())).rejects.toThrow(TypeError);
    });
  },
  { migrations: null },
);
