import { AsyncLocalStorage } from "node:async_hooks";

const counter = new AsyncLocalStorage<{ roundTrips: number }>();

/**
 * Runs `work` and counts what it sends to the database: each statement, begin, commit and rollback is one. What
 * `work` starts without awaiting is counted while it runs. Nested counts are counted by the outer one as well.
 */
export async function countRoundTrips<T>(work: () => Promise<T>): Promise<{ value: T; roundTrips: number }> {
  const outer = counter.getStore();
  const own = { roundTrips: 0 };
  try {
    const value = await counter.run(own, work);
    return { value, roundTrips: own.roundTrips };
  } finally {
    if (outer) outer.roundTrips += own.roundTrips;
  }
}

/** Called by the drivers, once for each message sent. */
export function noteRoundTrip(): void {
  const store = counter.getStore();
  if (store) store.roundTrips += 1;
}
