import type { Counts } from "./counts.ts";
import { LOCK } from "./run-record.ts";
import type { Store } from "./store.ts";

export interface RunRow {
  id: string;
  source: string;
  system: string;
  /** `running` with nobody at it: cut short; the next run goes on with it. */
  status: "running" | "interrupted" | "done" | "failed" | "undone";
  started: string;
  ended: string | null;
  counts: Counts;
  problem: string | null;
}

/** The runs over a source (all of them without one), newest first. */
export async function listRuns(store: Store, source: string | null, limit = 20): Promise<RunRow[]> {
  const [lock] = await store.query<{ held: boolean }>(
    "select exists (select from pg_locks where locktype = 'advisory' and objid = $1) as held",
    [LOCK],
  );
  const rows = await store.query<{
    id: string;
    source: string;
    system: string;
    status: RunRow["status"];
    started_at: Date;
    ended_at: Date | null;
    kinds: string;
    problem: string | null;
  }>(
    `select id, source, system, status, started_at, ended_at, kinds, problem from migration_runs
     where mode = 'apply' and ($1::text is null or source = $1) order by id desc limit $2`,
    [source, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    system: row.system,
    status: row.status === "running" && !lock?.held ? "interrupted" : row.status,
    started: row.started_at.toISOString(),
    ended: row.ended_at?.toISOString() ?? null,
    counts: JSON.parse(row.kinds),
    problem: row.problem,
  }));
}

export interface SetAsideRow {
  table: string;
  id: string;
  kind: string;
  code: string;
  message: string;
  hint: string;
}

const PAGE = 2_000;

/**
 * What is set aside, in the order of tables and ids; of a plan while its connection is open.
 * @param from `migration_set_aside`, or what a plan keeps instead
 */
export async function* setAsideRows(
  store: Store,
  source: string,
  from: "migration_set_aside" | "plan_set_aside",
): AsyncGenerator<SetAsideRow> {
  for (let after = ["", "", ""]; ; ) {
    const rows = await store.query<SetAsideRow>(
      `select source_table as "table", source_id as id, kind, code, message, hint from ${from}
       where source = $1 and (source_table, source_id, kind) > ($2, $3, $4)
       order by source, source_table, source_id, kind limit ${PAGE}`,
      [source, ...after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = [last.table, last.id, last.kind];
  }
}

/** The latest run over a source (any, without one) of which something is here; null where nothing is. */
export async function latestBringer(store: Store, source: string | null): Promise<string | null> {
  const [row] = await store.query<{ run: string | null }>(
    "select max(run_id) as run from migration_rows where $1::text is null or source = $1",
    [source],
  );
  return row?.run ?? null;
}
