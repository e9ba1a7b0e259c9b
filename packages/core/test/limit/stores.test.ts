import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { missingRedis, startRedis, type TestRedis } from "../../../../test/redis.ts";
import { countRoundTrips } from "../../src/kernel/database/index.ts";
import { SteppedClock, silent, type Tables } from "../../src/kernel/index.ts";
import { DatabaseStore, forgetBuckets, Limiter, type LimitStore, MemoryStore } from "../../src/kernel/limit/index.ts";
import { asked } from "../../src/kernel/limit/rate.ts";
import { LIMIT_STORE_ACCESS, RedisStore } from "../../src/kernel/limit/redis.ts";
import type { Time } from "../../src/kernel/limit/store.ts";

const bucket = (id: string, limit: number, burst: number) =>
  asked({ policy: "key", id, rate: { limit, seconds: 60, burst } });

/** What every store does, each test with buckets of its own. */
function storeTests(open: (time?: Time) => LimitStore): void {
  let now = 1_764_000_000_000_000;
  const stepped = () => open(() => now);

  test("gives out the burst at once, then one after the other as time passes", async () => {
    const store = stepped();
    const one = [bucket("steady", 60, 3)];
    const passed = async (times: number) => {
      let count = 0;
      for (let i = 0; i < times; i++) if ((await store.take(one)).allowed) count += 1;
      return count;
    };
    expect(await passed(5)).toBe(3);
    now += 1_000_000;
    expect(await passed(3)).toBe(1);
    now += 3600_000_000;
    expect(await passed(5)).toBe(3);
  });

  test("at once from all sides no more pass than may, a new bucket's first requests included", async () => {
    const store = stepped();
    for (const id of ["fresh-1", "fresh-2", "fresh-3"]) {
      const wanted = [bucket(id, 60, 4), bucket(`${id}-wide`, 1000, 100)];
      const answers = await Promise.all(Array.from({ length: 12 }, () => store.take(wanted)));
      expect(answers.filter(({ allowed }) => allowed).length).toBeLessThanOrEqual(4);
      expect((await store.take([bucket(id, 60, 4)])).allowed).toBe(false);
    }
  });

  test("either all buckets of a request are taken from, or none is", async () => {
    const store = stepped();
    const [wide, narrow] = [bucket("wide", 60, 10), bucket("narrow", 1, 1)];
    expect((await store.take([wide, narrow])).allowed).toBe(true);
    const refused = await Promise.all(Array.from({ length: 10 }, () => store.take([narrow, wide])));
    expect(refused.some(({ allowed }) => allowed)).toBe(false);
    const answer = await store.take([wide]);
    expect(answer).toMatchObject({ allowed: true, now, tats: [now + 2_000_000] });
  });

  test("goes by its own time where none is given", async () => {
    const store = open();
    const { now: said, tats } = await store.take([bucket("real", 60, 1)]);
    // Both clocks are this machine's.
    expect(Math.abs(said / 1000 - Date.now())).toBeLessThan(60_000);
    expect(tats).toEqual([said + 1_000_000]);
    expect((await store.take([bucket("real", 60, 1)])).allowed).toBe(false);
  });
}

describeOnEachDatabase<Tables>("limits", (opened) => {
  storeTests((time) => new DatabaseStore(opened().database, time));

  test("one round trip, but in MySQL", async () => {
    const { database } = opened();
    const store = new DatabaseStore(database);
    const { roundTrips } = await countRoundTrips(() =>
      store.take([bucket("a", 9, 9), bucket("b", 9, 9), bucket("c", 9, 9)]),
    );
    expect(roundTrips).toBe(database.dialect === "mysql" ? 5 : 1);
  });

  test("buckets that are long empty are forgotten", async () => {
    const db = opened().database;
    const clock = new SteppedClock(new Date("2030-01-01T00:00:00Z"));
    const store = new DatabaseStore(db, () => clock.now().getTime() * 1000);
    await store.take([bucket("old", 60, 1)]);
    await forgetBuckets({ db, clock });
    const has = async () =>
      db.kysely.selectFrom("rate_buckets").select("id").where("id", "=", "old").executeTakeFirst();
    expect(await has()).toBeDefined();
    await clock.advance(2 * 3600_000);
    await forgetBuckets({ db, clock });
    expect(await has()).toBeUndefined();
  });
});

const missing = missingRedis();
const suffix = missing ? ` (${missing})` : "";
for (const cluster of [false, true])
  describe.skipIf(missing)(`limits by ${cluster ? "a cluster of Redis" : "Redis"}${suffix}`, () => {
    let redis: TestRedis;
    const opened: LimitStore[] = [];
    beforeAll(async () => {
      redis = await startRedis({ cluster });
    });
    afterAll(async () => {
      for (const one of opened) await one.close();
      await redis.kill();
    });
    storeTests((time) => {
      const store = new RedisStore({ url: redis.url, cluster, timeoutMs: 10_000, ...(time ? { time } : {}) });
      opened.push(store);
      return store;
    });

    test("counts as a user whose password is given apart, and who may do nothing else", async () => {
      const admin = new Redis(redis.url);
      await admin.call("ACL", "SETUSER", "counter", ...LIMIT_STORE_ACCESS.split(" "), ">quiet-heron");
      await admin.quit();
      const url = redis.url.replace("//", "//counter@");
      const one = [bucket(`as a user ${cluster}`, 1, 1)];
      const store = new RedisStore({ url, password: "quiet-heron", cluster, timeoutMs: 10_000 });
      opened.push(store);
      expect([(await store.take(one)).allowed, (await store.take(one)).allowed]).toEqual([true, false]);
      const counter = new Redis(redis.url, { username: "counter", password: "quiet-heron" });
      for (const asked of [
        counter.get("other"),
        counter.flushall(),
        counter.keys("*"),
        counter.del("{hostwright-limits}:x"),
      ])
        await expect(asked).rejects.toThrow(/NOPERM|no permissions/i);
      await counter.quit();
      const stranger = new RedisStore({ url, password: "guessed", cluster, timeoutMs: 10_000 });
      opened.push(stranger);
      await expect(stranger.take(one)).rejects.toThrow();
    });
  });

test.skipIf(missing)(
  `Redis killed and started again: open in between but for sign-in, then it counts again${suffix}`,
  async () => {
    const redis = await startRedis();
    const clock = new SteppedClock();
    const store = new RedisStore({ url: redis.url, timeoutMs: 10_000, time: () => clock.now().getTime() * 1000 });
    const limiter = new Limiter({ store, clock, log: silent });
    const key = [{ policy: "key", id: "k", rate: { limit: 60, seconds: 60, burst: 2 } }];
    const many = async (strict: boolean) => {
      const passed = [];
      for (let i = 0; i < 5; i++) passed.push((await limiter.take(key, strict)).allowed);
      return passed.filter(Boolean).length;
    };
    expect(await many(false)).toBe(2);
    await redis.kill();
    expect(await many(false)).toBe(5);
    expect(limiter.isAway).toBe(true);
    expect(await many(true)).toBe(2);
    await redis.start();
    while (limiter.isAway) {
      await clock.advance(30_000);
      await limiter.take(key, false);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await clock.advance(120_000);
    expect(await many(false)).toBe(2);
    await limiter.close();
    await redis.kill();
  },
);

test("nothing is shared by the memory of two processes, and nothing is needed for it", async () => {
  const [one, other] = [new MemoryStore(), new MemoryStore()];
  expect((await one.take([bucket("k", 1, 1)])).allowed).toBe(true);
  expect((await other.take([bucket("k", 1, 1)])).allowed).toBe(true);
});
