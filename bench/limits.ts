/**
 * What counting a request costs: three buckets (user, tenant, address) in one call, by Redis where the machine has it, by
 * PostgreSQL and in memory; and its share of a whole request, `GET /v1/servers` as a Lambda answers it. Beside it the same
 * handler whose limiter counts in memory, taking turns with it; and a bare `select 1`.
 */
import type { App } from "@hostwright/core/kernel";
import { type Bucket, DatabaseStore, Limiter, type LimitStore, MemoryStore } from "@hostwright/core/kernel/limit/index";
import { RedisStore } from "@hostwright/core/kernel/limit/redis";
import { apiHandler } from "@hostwright/functions/http";
import { apis } from "@hostwright/functions/manifest";
import type { Context } from "aws-lambda";
import { sql } from "kysely";
import { missingRedis, startRedis } from "../test/redis.ts";
import { benchApp, eventOf, ownerToken } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, median, ms, percentile, quietly, timed, title } from "./support/report.ts";

const ROUNDS = 2000;
const WARM_UP = 300;
const TARGET_MS = 2;
const context: Partial<Context> = { getRemainingTimeInMillis: () => 15_000 };

const rate = { limit: 1_000_000, seconds: 60, burst: 1_000_000 };
const buckets: Bucket[] = ["user", "tenant", "address"].map((policy) => ({ policy, id: `${policy}:bench`, rate }));

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const redis = missingRedis() === undefined ? await startRedis() : undefined;

const withStore = (store: LimitStore): App => ({
  ...app,
  limiter: new Limiter({ store, clock: app.clock, log: app.log }),
});
const stores: [name: string, store: LimitStore][] = [
  ...(redis ? [["Redis", new RedisStore({ url: redis.url })] satisfies [string, LimitStore]] : []),
  ["PostgreSQL", new DatabaseStore(app.db)],
  ["memory", new MemoryStore()],
];

try {
  title(`Counting a request: three buckets, one call (${ROUNDS} requests, one after another)`);
  for (const [name, store] of stores) {
    const { limiter } = withStore(store);
    const times: number[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const time = await timed(() => limiter.take(buckets, false));
      if (round >= WARM_UP) times.push(time);
    }
    line(`${name}, median`, ms(median(times), 3), against(median(times), TARGET_MS, "ms"));
    line(`${name}, 99 %`, ms(percentile(times, 99), 3));
  }
  const trips: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const time = await timed(() => sql`select 1`.execute(app.db.kysely));
    if (round >= WARM_UP) trips.push(time);
  }
  line("beside them: select 1 by the same pool, median", ms(median(trips), 3));

  title("Its share of a request: GET /v1/servers with token check");
  const tenant = await app.db.kysely.selectFrom("tenants").select("id").orderBy("created_at").executeTakeFirstOrThrow();
  const event = eventOf({ routeKey: "GET /v1/servers", query: "limit=25", token: await ownerToken(app, tenant.id) });
  const handlers = stores.map(([name, store]) => {
    const own = withStore(store);
    return { name, handler: apiHandler(() => own, apis.server), times: [] as number[] };
  });
  await quietly(async () => {
    for (let round = 0; round < WARM_UP + ROUNDS; round++)
      for (const { handler, times } of handlers) {
        const time = await timed(() => handler(event, context as Context));
        if (round >= WARM_UP) times.push(time);
      }
  });
  const least = median(handlers.at(-1)?.times ?? []);
  for (const { name, times } of handlers) {
    const all = median(times);
    line(
      `a request counted by ${name}, median`,
      ms(all, 3),
      `${(((all - least) / all) * 100).toFixed(0)} % of it beyond memory`,
    );
  }
  if (!redis) line("Redis", "not measured", "neither valkey-server nor redis-server is installed");
} finally {
  for (const [, store] of stores) await store.close();
  await redis?.kill();
  await app.db.close();
  await postgres.stop();
}
