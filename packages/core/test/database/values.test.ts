import { sql } from "kysely";
import { expect, test } from "vitest";
import { jsonIn, jsonOut } from "../../src/kernel/database/index.ts";
import { describeThings, NOON, thing } from "./things.ts";

describeThings("values", (things) => {
  test("every kind of value comes back as it went in", async () => {
    const labels = { env: "prod", "quote'd": 'a "b" \\ c', emoji: "🦊" };
    await things.insert({
      ...thing("thg_1"),
      note: "line\nbreak ' \" \\ 🦊",
      amount: Number.MAX_SAFE_INTEGER,
      size: -5,
      active: false,
      labels: jsonIn(labels),
      extra: jsonIn(["a", 1, null, { b: true }]),
    });
    const row = await things.one("thg_1");
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
      await things.insert({ ...thing(`thg_${index}`), extra: jsonIn<unknown>(value) });
      expect(jsonOut((await things.one(`thg_${index}`)).extra)).toBe(value);
    }
  });

  test("counts and sums are numbers, and an integer beyond 2^53 is an error rather than a wrong value", async () => {
    await things.insert(thing("thg_1", { amount: 40 }), thing("thg_2", { amount: 2 }));
    const total = await things.db
      .selectFrom("thing")
      .select(({ fn }) => [fn.countAll<number>().as("count"), fn.sum<number>("amount").as("sum")])
      .executeTakeFirstOrThrow();
    expect(total).toEqual({ count: 2, sum: 42 });
    await sql`update thing set amount = 9007199254740993 where id = ${"thg_1"}`.execute(things.db);
    await expect(things.one("thg_1")).rejects.toThrow(RangeError);
  });

  test("moments compare and sort by the millisecond", async () => {
    const later = new Date(NOON.getTime() + 1);
    await things.insert(thing("thg_1"), { ...thing("thg_2"), created_at: later });
    const after = things.db.selectFrom("thing").select(["id", "created_at"]).where("created_at", ">", NOON);
    expect(await after.execute()).toEqual([{ id: "thg_2", created_at: later }]);
  });

  test("ids sort by byte and names keep their case", async () => {
    await things.insert(thing("thg_b"), thing("thg_B"), thing("thg_a"), thing("thg_0"), thing("thg_Z"));
    expect((await things.all()).map((row) => row.id)).toEqual(["thg_0", "thg_B", "thg_Z", "thg_a", "thg_b"]);
    expect(await things.db.selectFrom("thing").select("id").where("id", "<", "thg_B").execute()).toEqual([
      { id: "thg_0" },
    ]);
    expect(await things.db.selectFrom("thing").select("id").where("name", "=", "THG_A").execute()).toEqual([]);
  });

  test("a list is refused as a parameter", async () => {
    await expect(sql`select ${["a", "b"]} as list`.execute(things.db)).rejects.toThrow(TypeError);
  });
});
