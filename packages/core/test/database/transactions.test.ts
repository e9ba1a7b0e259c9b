import { expect, test } from "vitest";
import { countRoundTrips, isRetryable } from "../../src/kernel/database/index.ts";
import { describeThings, type Things, thing } from "./things.ts";

describeThings("transactions", (things) => {
  test("a transaction that throws leaves nothing, and what it threw comes out", async () => {
    const broken = things.db.transaction().execute(async (transaction) => {
      await transaction.insertInto("thing").values(thing("thg_1")).execute();
      throw new Error("on purpose");
    });
    await expect(broken).rejects.toThrow("on purpose");
    expect(await things.all()).toEqual([]);
  });

  test("a transaction in which a statement failed cannot be committed", async () => {
    await things.insert(thing("thg_1"));
    const swallowed = things.db.transaction().execute(async (transaction) => {
      await transaction.insertInto("thing").values(thing("thg_2")).execute();
      await transaction
        .insertInto("thing")
        .values(thing("thg_1"))
        .execute()
        .catch(() => {});
    });
    // MySQL undoes the failed statement alone and goes on.
    const kept = things.opened().database.dialect === "mysql";
    expect(
      await swallowed.then(
        () => true,
        () => false,
      ),
    ).toBe(kept);
    expect(await things.all()).toHaveLength(kept ? 2 : 1);
  });

  test("READ COMMITTED: a transaction sees what others commit meanwhile, and nothing before", async () => {
    await things.insert(thing("thg_1"));
    const other = things.opened().again().kysely;
    await things.db.transaction().execute(async (transaction) => {
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
    await things.insert(thing("thg_1"), thing("thg_2"));
    const other = things.opened().again().kysely;
    const next = (on: typeof other) =>
      on.selectFrom("thing").select("id").orderBy("id").limit(1).forUpdate().skipLocked().execute();
    await things.db.transaction().execute(async (first) => {
      expect(await next(first)).toEqual([{ id: "thg_1" }]);
      await other.transaction().execute(async (second) => expect(await next(second)).toEqual([{ id: "thg_2" }]));
    });
  });

  test("a deadlock ends one of the two with a retryable error", async () => {
    await things.insert(thing("thg_1"), thing("thg_2"));
    const lock = (on: Things["db"], id: string) =>
      on.updateTable("thing").set({ size: 2 }).where("id", "=", id).execute();
    let arrived = 0;
    let open = () => {};
    const bothHold = new Promise<void>((resolve) => {
      open = resolve;
    });
    const cross = (on: Things["db"], first: string, second: string) =>
      on.transaction().execute(async (transaction) => {
        await lock(transaction, first);
        arrived += 1;
        if (arrived === 2) open();
        await bothHold;
        await lock(transaction, second);
      });
    const outcomes = await Promise.allSettled([
      cross(things.db, "thg_1", "thg_2"),
      cross(things.opened().again().kysely, "thg_2", "thg_1"),
    ]);
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.map((outcome) => isRetryable(outcome.reason))).toEqual([true]);
  });

  test("round trips are counted, begin and commit included", async () => {
    const { value, roundTrips } = await countRoundTrips(() =>
      things.db.transaction().execute(async (transaction) => {
        await transaction.insertInto("thing").values(thing("thg_1")).execute();
        return transaction.selectFrom("thing").select("id").execute();
      }),
    );
    expect({ value, roundTrips }).toEqual({ value: [{ id: "thg_1" }], roundTrips: 4 });
  });
});
