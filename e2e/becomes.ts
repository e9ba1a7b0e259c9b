import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

const OFTEN_MS = 50;
type Patience = { timeout: number };

/** Looks until that is what is there. Unlike vitest's own `expect.poll` it works in tests that run beside each other. */
export const becomes = <T>(look: () => Promise<T> | T, wanted: NoInfer<T>, patience?: Patience): Promise<void> =>
  watched(
    look,
    (seen) => isDeepStrictEqual(seen, wanted),
    (seen) => expect(seen).toEqual(wanted),
    patience,
  );

/** Looks until the text is like that. */
export const becomesLike = (look: () => Promise<string>, wanted: string | RegExp, patience?: Patience): Promise<void> =>
  watched(
    look,
    (seen) => (typeof wanted === "string" ? seen.includes(wanted) : wanted.test(seen)),
    (seen) => expect(seen).toMatch(wanted),
    patience,
  );

async function watched<T>(
  look: () => Promise<T> | T,
  done: (seen: T) => boolean,
  fail: (seen: T) => void,
  { timeout }: Patience = { timeout: 10_000 },
): Promise<void> {
  const end = Date.now() + timeout;
  for (;;) {
    const seen = await look();
    if (done(seen)) return;
    if (Date.now() > end) return fail(seen);
    await sleep(OFTEN_MS);
  }
}
