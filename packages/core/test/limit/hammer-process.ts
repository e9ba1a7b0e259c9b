/** One of the processes that hammer: asks a store so often for one bucket at the moment it is told, and says how many passed. */
import { openDatabase } from "../../src/kernel/database/index.ts";
import { DatabaseStore } from "../../src/kernel/limit/database.ts";
import { asked, type Rate } from "../../src/kernel/limit/rate.ts";
import { RedisStore } from "../../src/kernel/limit/redis.ts";
import type { LimitStore } from "../../src/kernel/limit/store.ts";
import type { Tables } from "../../src/kernel/tables.ts";

export interface Round {
  /** `redis://…` or a database's. */
  store: string;
  now: number;
  requests: number;
  rate: Rate;
}

let now = 0;
const stores = new Map<string, LimitStore>();
function storeAt(url: string): LimitStore {
  const known = stores.get(url);
  if (known) return known;
  const time = () => now;
  const made = url.startsWith("redis:")
    ? new RedisStore({ url, time, timeoutMs: 10_000 })
    : new DatabaseStore(openDatabase<Tables>({ url, pool: 3 }), time);
  stores.set(url, made);
  return made;
}

process.on("message", async (round: Round) => {
  now = round.now;
  const store = storeAt(round.store);
  const wanted = [asked({ policy: "key", id: "key:hammered", rate: round.rate })];
  const answers = await Promise.all(Array.from({ length: round.requests }, () => store.take(wanted)));
  process.send?.({ passed: answers.filter(({ allowed }) => allowed).length });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
