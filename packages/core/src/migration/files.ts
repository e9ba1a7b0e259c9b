import type { ObjectStore } from "../kernel/index.ts";
import { REMOVAL_GRACE_MS } from "../kernel/removal-grace.ts";
import type { Difference } from "./reconcile.ts";
import type { Store } from "./store.ts";

const PAGE = 1_000;

interface Kept {
  source_table: string;
  source_id: string;
  target_id: string;
  sha256: string;
}

/** Of what a source brought: files that are not in the object store as they were taken in. */
export async function lostFiles(store: Store, objects: ObjectStore, source: string): Promise<Difference[]> {
  const lost: Difference[] = [];
  for (let after = ["", ""]; ; ) {
    const rows = await store.query<Kept>(
      `select m.source_table, m.source_id, m.target_id, a.sha256 from migration_rows m
       join archive_attachments a on a.id = m.target_id
       where m.source = $1 and m.kind = 'attachments' and a.sha256 is not null and (m.source_table, m.source_id) > ($2, $3)
       order by m.source_table, m.source_id limit ${PAGE}`,
      [source, ...after],
    );
    for (const { source_table: table, source_id: id, target_id: target, sha256 } of rows) {
      const found = await objects.check(sha256);
      if (found === "kept") continue;
      const message = found === "missing" ? "Its file is not kept here any more." : "Its file here is damaged.";
      lost.push({
        kind: "attachments",
        table,
        id,
        target,
        code: found === "missing" ? "gone_here" : "differs",
        message,
      });
    }
    const last = rows.at(-1);
    if (!last) return lost;
    after = [last.source_table, last.source_id];
  }
}

/** Removes files from the object store that no attachment refers to any more. @returns how many */
export async function removeUnused(store: Store, objects: ObjectStore, files: readonly string[]): Promise<number> {
  const rows = await store.query<{ sha256: string }>(
    "select distinct sha256 from archive_attachments where sha256 = any($1)",
    [files],
  );
  const used = new Set(rows.map(({ sha256 }) => sha256));
  const unused = files.filter((sha256) => !used.has(sha256));
  for (const sha256 of unused) await objects.remove(sha256);
  return unused.length;
}

/** The files of what a run brought. */
export async function filesOf(store: Store, run: string): Promise<string[]> {
  const rows = await store.query<{ sha256: string }>(
    `select distinct a.sha256 from migration_rows m join archive_attachments a on a.id = m.target_id
     where m.run_id = $1 and m.kind = 'attachments' and a.sha256 is not null`,
    [run],
  );
  return rows.map(({ sha256 }) => sha256);
}

/**
 * Of these files none goes before its row is committed, not even one that an erasure has released: one whose removal is
 * under way is waited for, and is gone before it is looked for.
 */
export async function keepFromRemoval(store: Store, files: readonly string[]): Promise<void> {
  await store.query(
    "update object_removals set due_at = greatest(due_at, now() + $2 * interval '1 ms') where sha256 = any($1)",
    [files, REMOVAL_GRACE_MS],
  );
}
