import { z } from "zod";

/** So many requests in so many seconds, evenly, and `burst` of them at once. */
export interface Rate {
  limit: number;
  seconds: number;
  burst: number;
}

/** `1000/60+200`: 1000 requests in 60 seconds, 200 of them at once. Without a burst a fifth of the limit. */
export const rateSetting = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,4}(\+[1-9]\d{0,8})?$/, "not a rate such as 1000/60+200")
  .transform(readRate);

function readRate(text: string): Rate {
  const [limit = 0, seconds = 0, burst] = text.split(/[/+]/).map(Number);
  return { limit, seconds, burst: burst ?? Math.ceil(limit / 5) };
}

/** That rate for another number of requests, its burst in proportion. */
export const rateOf = (limit: number, like: Rate): Rate => ({
  limit,
  seconds: like.seconds,
  burst: Math.max(1, Math.round((limit * like.burst) / like.limit)),
});

/** One thing that is counted: a key, a user, a tenant, an address. `policy` is what callers are told its name is. */
export interface Bucket {
  policy: string;
  id: string;
  rate: Rate;
}

/**
 * The Generic Cell Rate Algorithm, in whole microseconds. A bucket is one number, the moment at which it will be empty again
 * (`tat`, theoretical arrival time): each request puts it off by `cost`, and none may put it off further than `tolerance`
 * beyond now. So in no interval of the window's length more than limit + burst pass.
 */
export interface Asked {
  id: string;
  cost: number;
  tolerance: number;
}

const SECOND = 1_000_000;

export function asked({ id, rate }: Bucket): Asked {
  const cost = Math.ceil((rate.seconds * SECOND) / rate.limit);
  return { id, cost, tolerance: (rate.burst - 1) * cost };
}

/** How a bucket stands. */
export interface Standing {
  policy: string;
  rate: Rate;
  /** Requests that would pass now. */
  remaining: number;
  /** Whole seconds until the bucket is empty, and the burst there again. */
  reset: number;
  /** Whole seconds until a request passes; 0: now. */
  retryAfter: number;
}

export function standing(bucket: Bucket, now: number, tat: number): Standing {
  const { cost, tolerance } = asked(bucket);
  const ahead = Math.max(0, tat - now);
  const room = tolerance - ahead;
  return {
    policy: bucket.policy,
    rate: bucket.rate,
    remaining: room < 0 ? 0 : Math.floor(room / cost) + 1,
    reset: Math.ceil(ahead / SECOND),
    retryAfter: Math.max(0, Math.ceil(-room / SECOND)),
  };
}
