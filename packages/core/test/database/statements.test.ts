import { sql } from "kysely";
import { expect, test } from "vitest";
import {
  affected,
  insertIgnore,
  isRetryable,
  isUniqueViolation,
  jsonIn,
  jsonOut,
  upsert,
} from "../../src/kernel/database/index.ts";
import { describeThings, thing } from "./things.ts";

describeThings("statements", (things) => {
  test("booleans, nulls and lists select", async () => {
    await things.insert(thing("thg_1", { active: false }), thing("thg_2", { note: "x" }), thing("thg_3"));
    const ids = (found: { id: string }[]) => found.map((row) => row.id);
    const rows = things.db.selectFrom("thing").select("id").orderBy("id");
    expect(ids(await rows.where("active", "=", false).execute())).toEqual(["thg_1"]);
    expect(ids(await rows.where("note", "is", null).execute())).toEqual(["thg_1", "thg_3"]);
    expect(ids(await rows.where("id", "in", ["thg_1", "thg_3"]).execute())).toEqual(["thg_1", "thg_3"]);
    expect(ids(await rows.limit(1).offset(1).execute())).toEqual(["thg_2"]);
  });

  test("affected tells the rows matched, changed or not", async () => {
    await things.insert(thing("thg_1"), thing("thg_2"));
    const same = things.db.updateTable("thing").set({ size: 1 });
    expect(affected(await same.execute())).toBe(2);
    expect(affected(await same.where("id", "=", "none").executeTakeFirst())).toBe(0);
    expect(affected(await things.db.deleteFrom("thing").where("id", "=", "thg_1").execute())).toBe(1);
    expect(
      affected(
        await things.db
          .insertInto("thing")
          .values([thing("a"), thing("b")])
          .execute(),
      ),
    ).toBe(2);
    expect(affected(await sql`delete from thing where id = ${"a"}`.execute(things.db))).toBe(1);
  });

  test("insertIgnore says whether the row went in, and hides no other error", async () => {
    expect(await insertIgnore(things.db, "thing", thing("thg_1"))).toBe(true);
    expect(await insertIgnore(things.db, "thing", thing("thg_1"))).toBe(false);
    expect(await insertIgnore(things.db, "thing", thing("thg_2", { name: "thg_1" }))).toBe(false);
    await expect(insertIgnore(things.db, "thing", thing("x".repeat(41)))).rejects.toThrow();
    await things.db.transaction().execute(async (transaction) => {
      expect(await insertIgnore(transaction, "thing", thing("thg_1"))).toBe(false);
      expect(await insertIgnore(transaction, "thing", thing("thg_3"))).toBe(true);
    });
    expect((await things.all()).map((row) => row.id)).toEqual(["thg_1", "thg_3"]);
  });

  test("upsert inserts what is new and updates what is there", async () => {
    await things.insert(thing("thg_1", { amount: 1, note: "kept" }));
    const rows = [thing("thg_1", { amount: 10 }), { ...thing("thg_2"), labels: jsonIn({ a: "b" }) }];
    await upsert(things.db, "thing", rows, { keys: ["id"], update: ["amount", "labels"] });
    const found = await things.all();
    expect(found.map(({ id, amount, note }) => ({ id, amount, note }))).toEqual([
      { id: "thg_1", amount: 10, note: "kept" },
      { id: "thg_2", amount: 0, note: null },
    ]);
    expect(found.map((row) => jsonOut(row.labels))).toEqual([{}, { a: "b" }]);
    await upsert(things.db, "thing", thing("thg_2", { amount: 3 }), { keys: ["id"], update: ["amount"] });
    await upsert(things.db, "thing", [], { keys: ["id"], update: ["amount"] });
    expect((await things.one("thg_2")).amount).toBe(3);
  });

  test("a unique violation names its constraint; other errors are none, and neither is retryable", async () => {
    await things.insert(thing("thg_1"));
    const error = await things.insert(thing("thg_2", { name: "thg_1" })).catch((reason: unknown) => reason);
    expect(isUniqueViolation(error)).toBe("thing_name");
    expect(isRetryable(error)).toBe(false);
    const wrong = await sql`select * from nothing`.execute(things.db).catch((reason: unknown) => reason);
    expect(isUniqueViolation(wrong)).toBeUndefined();
    expect(isRetryable(wrong)).toBe(false);
  });
});
