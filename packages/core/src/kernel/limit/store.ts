import type { Asked } from "./rate.ts";

/** What a store answers: whether the request passed, and each bucket's `tat` after it, in the order asked. Microseconds. */
export interface Taken {
  allowed: boolean;
  now: number;
  tats: number[];
}

/**
 * Where buckets are kept. One call decides over all buckets of a request: they are all taken from, or, where one has no
 * room, none is.
 */
export interface LimitStore {
  readonly name: "redis" | "database" | "memory";
  take(buckets: readonly Asked[]): Promise<Taken>;
  /** Settles when the store answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Whose time counts; microseconds. By default the store's own: the callers' clocks differ by more than a request takes, and
 * one that is ahead would empty everybody's bucket early. Tests pass theirs.
 */
export type Time = () => number;
