export { DatabaseStore, forgetBuckets } from "./database.ts";
export { Limiter, type Verdict } from "./limiter.ts";
export { MemoryStore } from "./memory.ts";
export { type Bucket, type Rate, rateOf, rateSetting, type Standing } from "./rate.ts";
export type { LimitStore } from "./store.ts";
