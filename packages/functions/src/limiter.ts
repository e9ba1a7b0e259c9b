import { type App, systemClock } from "@hostwright/core/kernel";
import { DatabaseStore, Limiter } from "@hostwright/core/kernel/limit/index";
import { RedisStore } from "@hostwright/core/kernel/limit/redis";

/** The process's limiter: by Valkey or Redis where there is one, else by the database. */
export function limiterFor({ config, log, clock, db }: Pick<App, "config" | "log" | "clock" | "db">): Limiter {
  // A stepped clock is everybody's; of real time the store's own counts.
  const time = clock === systemClock ? {} : { time: () => clock.now().getTime() * 1000 };
  const url = config.HOSTWRIGHT_REDIS_URL;
  const store = url
    ? new RedisStore({
        url,
        password: config.HOSTWRIGHT_REDIS_PASSWORD,
        cluster: config.HOSTWRIGHT_REDIS_CLUSTER === "yes",
        ...time,
      })
    : new DatabaseStore(db, time.time);
  return new Limiter({ store, clock, log });
}
