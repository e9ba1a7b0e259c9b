import { newId } from "../kernel/id.ts";
import type { Counts } from "./counts.ts";
import type { Store } from "./store.ts";

/** One migration at a time writes to an installation; the lock ends with the connection. */
export const LOCK = 0x686f7374;

/** Why a run cannot begin. The message is for the person at the command line. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** @throws MigrationRefused while another run holds it */
export async function takeTurn(store: Store): Promise<void> {
  const [row] = await store.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [LOCK]);
  if (!row?.taken)
    throw new MigrationRefused("another migration is writing to this installation; wait until it has ended");
}

/** @throws MigrationRefused where the database is none of ours, or older than this version */
export async function requireTables(store: Store): Promise<void> {
  const rows = await store.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = current_schema() and table_name in ('servers', 'migration_runs', 'legacy_records', 'billing_terms', 'archive_attachments', 'object_removals')`,
  );
  const names = new Set(rows.map(({ name }) => name));
  if (!names.has("servers"))
    throw new MigrationRefused("the target is no Hostwright database: run `hostwright db migrate` there first");
  if (names.size < 6)
    throw new MigrationRefused("the target's database is older than this version: run `hostwright db migrate` first");
}

/** A new run, or the one of this source that was cut short. */
export async function beginRun(
  store: Store,
  { source, system, now }: { source: string; system: string; now(): Date },
): Promise<string> {
  const at = now();
  const [open] = await store.query<{ id: string }>(
    "select id from migration_runs where source = $1 and mode = 'apply' and status in ('running', 'failed') order by id desc limit 1",
    [source],
  );
  if (open) {
    await store.query(
      "update migration_runs set status = 'running', problem = null, ended_at = null, heartbeat_at = $2 where id = $1",
      [open.id, at],
    );
    return open.id;
  }
  const id = newId("mig", at);
  await store.query(
    `insert into migration_runs (id, source, system, mode, status, started_at, heartbeat_at, kinds)
     values ($1, $2, $3, 'apply', 'running', $4, $4, '{}')`,
    [id, source, system, at],
  );
  return id;
}

export async function noteProgress(store: Store, run: string, counts: Counts, now: Date): Promise<void> {
  await store.write("update migration_runs set kinds = $2, heartbeat_at = $3 where id = $1", [
    run,
    JSON.stringify(counts),
    now,
  ]);
}

export async function endRun(
  store: Store,
  run: string,
  end: { status: "done" | "failed" | "undone"; problem?: string; counts?: Counts; now: Date },
): Promise<void> {
  await store.write(
    `update migration_runs set status = $2, problem = $3, ended_at = $4, heartbeat_at = $4, kinds = coalesce($5, kinds)
     where id = $1`,
    [run, end.status, end.problem ?? null, end.now, end.counts ? JSON.stringify(end.counts) : null],
  );
  await store.write(
    `insert into audit_log (id, tenant_id, at, actor_type, actor_id, command, outcome, resource_type, resource_id, request_id, changes)
     values ($1, null, $2, 'system', 'cli', $3, $4, 'migration', $5, $5, $6)`,
    [
      newId("aud", end.now),
      end.now,
      end.status === "undone" ? "migration.undo" : "migration.apply",
      end.status === "failed" ? "failed" : "done",
      run,
      JSON.stringify({ kinds: end.counts ?? {} }),
    ],
  );
}

/** Keeps a plan or a reconciliation for operators to look at in the dashboard. */
export async function keepReport(
  store: Store,
  report: {
    source: string;
    system: string;
    mode: "plan" | "reconcile";
    counts: Counts;
    reconciliation?: unknown;
    now: Date;
  },
): Promise<string> {
  const id = newId("mig", report.now);
  await store.query(
    `insert into migration_runs
       (id, source, system, mode, status, started_at, ended_at, heartbeat_at, kinds, reconciliation)
     values ($1, $2, $3, $4, 'done', $5, $5, $5, $6, $7)`,
    [
      id,
      report.source,
      report.system,
      report.mode,
      report.now,
      JSON.stringify(report.counts),
      report.reconciliation === undefined ? null : JSON.stringify(report.reconciliation),
    ],
  );
  return id;
}
