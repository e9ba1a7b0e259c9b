import { KINDS, type Kind } from "./entities.ts";

/** What a run came to, by kind. `changed_here` ones count as unchanged too: they were left alone. */
export interface Count {
  source: number;
  create: number;
  update: number;
  unchanged: number;
  set_aside: number;
}
export type Counts = Partial<Record<Kind, Count>>;

export function countOf(counts: Counts, kind: Kind): Count {
  const known = counts[kind];
  if (known) return known;
  const fresh = { source: 0, create: 0, update: 0, unchanged: 0, set_aside: 0 };
  counts[kind] = fresh;
  return fresh;
}

/** Adds what a batch came to, once that batch is committed. */
export function addCounts(into: Counts, more: Counts): void {
  for (const kind of KINDS) {
    const add = more[kind];
    if (!add) continue;
    const sum = countOf(into, kind);
    sum.source += add.source;
    sum.create += add.create;
    sum.update += add.update;
    sum.unchanged += add.unchanged;
    sum.set_aside += add.set_aside;
  }
}
