import { KINDS, type Kind } from "./entities.ts";
import { BOUND } from "./ledger.ts";
import { LOADERS } from "./load/index.ts";
import { endRun } from "./run-record.ts";
import { inTransaction, type Store } from "./store.ts";
import { hashesOf, type TableSpec } from "./table-spec.ts";

/** Why something that a run brought cannot be taken away any more. */
export interface Used {
  kind: Kind;
  table: string;
  id: string;
  target: string;
  message: string;
}

export interface UndoReport {
  run: string;
  removed: Partial<Record<Kind, number>>;
  /** Not empty: nothing was removed. */
  used: Used[];
}

/** As many rows as are looked at a time, and as many reasons as are told. */
const PAGE = 2_000;
const TOLD = 100;

/** Of rows with a life here: what shows that it has begun. `m` is the mapping row; `$2` the run. */
const LIVES: Partial<Record<Kind, [sql: string, message: string][]>> = {
  users: [
    ["exists (select from sessions x where x.user_id = m.target_id)", "has signed in here"],
    [
      `exists (select from memberships x where x.user_id = m.target_id and not exists (select from migration_rows y
       where y.run_id = $2 and y.kind = 'memberships' and y.target_id = x.tenant_id || '/' || x.user_id))`,
      "has become a member of a tenant since",
    ],
  ],
  tenants: [
    [
      `exists (select from servers x where x.tenant_id = m.target_id and not exists (select from migration_rows y
       where y.run_id = $2 and y.kind = 'servers' and y.target_id = x.id))`,
      "has servers that this run did not bring",
    ],
    [
      `exists (select from memberships x where x.tenant_id = m.target_id and not exists (select from migration_rows y
       where y.run_id = $2 and y.kind = 'memberships' and y.target_id = x.tenant_id || '/' || x.user_id))`,
      "has members that this run did not bring",
    ],
  ],
  servers: [
    [
      "exists (select from servers x where x.id = m.target_id and x.adoption in ('adopted', 'handed_over'))",
      "its VM carries our mark; hand it back first",
    ],
    [
      "exists (select from actions x where x.subject_type = 'server' and x.subject_id = m.target_id)",
      "has been worked on here",
    ],
  ],
  plans: [[usedByServers("plan_id"), "is used by servers that this run did not bring"]],
  images: [[usedByServers("image_id"), "is used by servers that this run did not bring"]],
  locations: [[usedByServers("location_id"), "is used by servers that this run did not bring"]],
  endpoints: [[usedByServers("endpoint_id"), "is used by servers that this run did not bring"]],
};

function usedByServers(column: string): string {
  return `exists (select from servers x where x.${column} = m.target_id and not exists (select from migration_rows y
    where y.run_id = $2 and y.kind = 'servers' and y.target_id = x.id))`;
}

/** Takes away exactly what a run has made, or nothing where some of it has been used since. */
export async function undoRun(store: Store, run: string, now: () => Date): Promise<UndoReport> {
  const used: Used[] = [];
  for (const kind of KINDS) {
    await findChanged(store, run, kind, used);
    for (const [condition, message] of LIVES[kind] ?? [])
      for (const row of await store.query<{ source_table: string; source_id: string; target_id: string }>(
        `select m.source_table, m.source_id, m.target_id from migration_rows m
         where m.run_id = $2 and m.kind = $1 and m.written_hash <> '${BOUND}' and ${condition} limit ${TOLD}`,
        [kind, run],
      ))
        used.push({ kind, table: row.source_table, id: row.source_id, target: row.target_id, message });
    if (used.length >= TOLD) break;
  }
  if (used.length > 0) return { run, removed: {}, used: used.slice(0, TOLD) };
  const removed: Partial<Record<Kind, number>> = {};
  await inTransaction(store, async () => {
    for (const kind of [...KINDS].reverse()) {
      const count = await remove(store, run, kind);
      if (count > 0) removed[kind] = count;
    }
    await store.query("delete from migration_rows where run_id = $1", [run]);
    // Where nothing of a source is left here, nothing of it is set aside either.
    await store.query(
      `delete from migration_set_aside s where s.run_id = $1 or not exists (
         select from migration_rows m where m.source = s.source)`,
      [run],
    );
    await endRun(store, run, { status: "undone", now: now() });
  });
  return { run, removed, used };
}

/** Rows that do not stand as they were written. */
async function findChanged(store: Store, run: string, kind: Kind, used: Used[]): Promise<void> {
  const { tables } = LOADERS[kind];
  for (let after: [string, string] = ["", ""]; used.length < TOLD; ) {
    const rows = await store.query<{
      source_table: string;
      source_id: string;
      target_id: string;
      written_hash: string;
    }>(
      `select source_table, source_id, target_id, written_hash from migration_rows
       where run_id = $1 and kind = $2 and written_hash <> '${BOUND}' and (source_table, source_id) > ($3, $4)
       order by source, source_table, source_id limit ${PAGE}`,
      [run, kind, ...after],
    );
    const last = rows.at(-1);
    if (!last) return;
    after = [last.source_table, last.source_id];
    const ids = rows.map(({ target_id }) => target_id);
    const here = await hashesOf(store, tables, ids, "changeable");
    for (const row of rows) {
      const now = here.get(row.target_id);
      if (now === row.written_hash) continue;
      const message = now === undefined ? "was deleted here" : "was changed here";
      used.push({ kind, table: row.source_table, id: row.source_id, target: row.target_id, message });
    }
  }
}

async function remove(store: Store, run: string, kind: Kind): Promise<number> {
  const { tables, children } = LOADERS[kind];
  const made = `select m.target_id from migration_rows m where m.run_id = $1 and m.kind = $2 and m.written_hash <> '${BOUND}'`;
  if (kind === "servers")
    await store.query(
      `update addresses set server_id = null, tenant_id = null, assigned_at = null where server_id in (${made})`,
      [run, kind],
    );
  for (const child of children)
    await store.query(`delete from ${child.name} where ${child.key} in (${made})`, [run, kind]);
  let count = 0;
  for (const table of [...tables].reverse()) {
    const rows = await store.query<{ n: number }>(
      `with gone as (delete from ${table.name} t where ${idOf(table)} in (${made}) returning 1)
       select count(*)::int as n from gone`,
      [run, kind],
    );
    count = rows[0]?.n ?? 0;
  }
  return count;
}

const idOf = ({ key }: TableSpec): string => key.map((column) => `t.${column}`).join(" || '/' || ");
