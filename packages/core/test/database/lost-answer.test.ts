import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { runStep } from "../../src/action/index.ts";
import { type Database, isRetryable, OutcomeUnknown } from "../../src/kernel/database/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { setStage } from "../stage.ts";
import { createWorld } from "../world.ts";
import { type DeafProxy, deafProxy } from "./deaf-proxy.ts";

describeOnEachDatabase<Tables>("a line cut before the answer", (opened) => {
  const throughProxy = async (use: (database: Database<Tables>, proxy: DeafProxy) => Promise<void>) => {
    const proxy = await deafProxy(opened().url);
    const database = opened().again(proxy.url);
    await use(database, proxy);
    await proxy.close();
  };
  /** What ends a transaction, on the wire. */
  const COMMIT = /\/CommitTransaction|commit(?!ted)/;
  const tenant = (id: string) => ({ id, name: id, created_at: new Date() });
  const tenants = async () =>
    (await opened().database.kysely.selectFrom("tenants").select("id").orderBy("id").execute()).map((row) => row.id);

  test("a commit may have happened, and is not called retryable", () =>
    throughProxy(async (database, proxy) => {
      await opened().database.kysely.deleteFrom("tenants").execute();
      const lost = await database.kysely
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto("tenants").values(tenant("ten_1")).execute();
          proxy.loseAnswerTo(COMMIT);
        })
        .catch((error: unknown) => error);
      expect(lost).toBeInstanceOf(OutcomeUnknown);
      expect(isRetryable(lost)).toBe(false);
      await expect.poll(tenants).toEqual(["ten_1"]);
    }));

  test("so may a write outside a transaction; a read did nothing", () =>
    throughProxy(async (database, proxy) => {
      await opened().database.kysely.deleteFrom("tenants").execute();
      await database.kysely.selectFrom("tenants").select("id").execute();
      proxy.loseAnswerTo(/insert into/);
      const write = database.kysely.insertInto("tenants").values(tenant("ten_3")).execute();
      expect(await write.catch((error: unknown) => error)).toBeInstanceOf(OutcomeUnknown);
      await expect.poll(tenants).toEqual(["ten_3"]);
      proxy.loseAnswerTo(/select/);
      const read = database.kysely.selectFrom("tenants").select("id").execute();
      expect(isRetryable(await read.catch((error: unknown) => error))).toBe(true);
    }));

  test("a write inside a transaction did not happen, and is retryable", () =>
    throughProxy(async (database, proxy) => {
      await opened().database.kysely.deleteFrom("tenants").execute();
      const lost = await database.kysely
        .transaction()
        .execute(async (transaction) => {
          proxy.loseAnswerTo(/insert into/);
          await transaction.insertInto("tenants").values(tenant("ten_2")).execute();
        })
        .catch((error: unknown) => error);
      expect(isRetryable(lost)).toBe(true);
      expect(await tenants()).toEqual([]);
    }));

  test("a step whose commit is in doubt is run again, not undone", async () => {
    const stage = await setStage(opened());
    const { action } = await stage.create("web-1");
    const event = { workflow: "server.create", action: action.id, attempt: 1, phase: "do" as const, step: "reserve" };
    await throughProxy(async (database, proxy) => {
      const { app } = createWorld(database);
      proxy.loseAnswerTo(COMMIT);
      await expect(runStep(app, event)).rejects.toMatchObject({ name: "Retryable" });
      await runStep(app, event);
    });
    const row = await opened()
      .database.kysely.selectFrom("actions")
      .select(["status", "error_code"])
      .where("id", "=", action.id)
      .executeTakeFirst();
    expect(row).toEqual({ status: "running", error_code: null });
  });
});
