import { Cluster, Redis, type Result } from "ioredis";
import type { Asked } from "./rate.ts";
import type { LimitStore, Taken, Time } from "./store.ts";

/**
 * KEYS: the buckets. ARGV: the time, or -1 for the server's own, then cost and tolerance of each bucket. Answers whether it
 * passed, the time, and each bucket's `tat`. Numbers go as text: Redis cuts fractions off, and Lua writes large ones as 1e15.
 */
const SCRIPT = `
local now = tonumber(ARGV[1])
if now < 0 then
  local time = redis.call("TIME")
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local allowed = 1
local tats = {}
for index, key in ipairs(KEYS) do
  tats[index] = math.max(now, tonumber(redis.call("GET", key) or 0))
  if tats[index] > now + tonumber(ARGV[2 * index + 1]) then allowed = 0 end
end
local answer = { tostring(allowed), string.format("%.0f", now) }
for index, key in ipairs(KEYS) do
  if allowed == 1 then
    tats[index] = tats[index] + tonumber(ARGV[2 * index])
    local keep = tonumber(ARGV[1]) < 0 and math.ceil((tats[index] - now) / 1000) or 3600000
    redis.call("SET", key, string.format("%.0f", tats[index]), "PX", keep)
  end
  answer[index + 2] = string.format("%.0f", tats[index])
end
return answer`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    takeFromBuckets(keys: number, ...rest: (string | number)[]): Result<string[], Context>;
  }
}

/** All that the store's user needs to be allowed, as Valkey's and Redis's access lists are written. */
export const LIMIT_STORE_ACCESS =
  "on ~{hostwright-limits}:* -@all +@connection +info +cluster|info +cluster|slots +eval +evalsha +get +set +time";

export interface RedisOptions {
  /** `redis://…` or `rediss://…` (TLS); `valkey` for `redis` means the same. */
  url: string;
  /** Of the URL's user, where the URL has none. */
  password?: string | undefined;
  /** Whether it is a cluster, as ElastiCache's serverless caches are. */
  cluster?: boolean;
  time?: Time;
  /** A store that is slower than this is away: nobody should wait for a limit. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 250;
/** All keys of a script must be in one slot of a cluster: the braces see to it. One node answers far more than we ask. */
const keyOf = (id: string) => `{hostwright-limits}:${id}`;

/** Buckets in Valkey or Redis: one script, run atomically. */
export class RedisStore implements LimitStore {
  readonly name = "redis";
  readonly #client: Redis | Cluster;
  readonly #time: Time | undefined;

  constructor({ url, password, cluster, time, timeoutMs = TIMEOUT_MS }: RedisOptions) {
    const given = new URL(url.replace(/^valkey/, "redis"));
    const { username, password: inUrl } = given;
    // What stands there would go before the options, an empty password too.
    Object.assign(given, { username: "", password: "" });
    const address = given.href;
    const options = {
      // Of a cluster's nodes the address itself is asked for the first one alone.
      ...(username === "" ? {} : { username: decodeURIComponent(username) }),
      ...(password || inUrl ? { password: password ?? decodeURIComponent(inUrl) } : {}),
      connectTimeout: timeoutMs * 4,
      commandTimeout: timeoutMs,
      // What cannot be sent fails at once, instead of waiting for a connection.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2000),
    };
    const scripts = { takeFromBuckets: { lua: SCRIPT } };
    this.#client = cluster
      ? new Cluster([address], {
          scripts,
          enableOfflineQueue: false,
          clusterRetryStrategy: options.retryStrategy,
          // The certificate names the host that was asked for, not the address it stands for.
          dnsLookup: (name, done) => done(null, name),
          redisOptions: { ...options, ...(address.startsWith("rediss:") ? { tls: {} } : {}) },
        })
      : new Redis(address, { ...options, scripts });
    // Whoever asks meanwhile gets the error; the client connects again by itself.
    this.#client.on("error", () => undefined);
    this.#time = time;
  }

  async take(buckets: readonly Asked[]): Promise<Taken> {
    await this.#connected();
    const answer = await this.#client.takeFromBuckets(
      buckets.length,
      ...buckets.map(({ id }) => keyOf(id)),
      this.#time?.() ?? -1,
      ...buckets.flatMap(({ cost, tolerance }) => [cost, tolerance]),
    );
    const [allowed = 0, now = 0, ...tats] = answer.map(Number);
    return { allowed: allowed === 1, now, tats };
  }

  /** The first requests of a process wait for the connection that is being made; later ones wait for none. */
  #connected(): Promise<void> {
    this.#first ??= this.check().finally(() => {
      this.#first = Promise.resolve();
    });
    return this.#first;
  }
  #first: Promise<void> | undefined;

  check(): Promise<void> {
    const { status } = this.#client;
    if (status === "ready") return this.#client.ping().then(() => undefined);
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        this.#client.off("ready", settle).off("error", settle).off("end", settle).off("close", closed);
        if (error) reject(error);
        else resolve();
      };
      const closed = () => settle(new Error("the connection was closed"));
      this.#client.once("ready", settle).once("error", settle).once("end", settle).once("close", closed);
    });
  }

  async close(): Promise<void> {
    this.#client.disconnect();
  }
}
