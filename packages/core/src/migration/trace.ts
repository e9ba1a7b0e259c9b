import type { Kind } from "./entities.ts";
import { LOADERS } from "./load/index.ts";
import type { ServerSpec } from "./server-entity.ts";
import type { Store } from "./store.ts";

/** What became of one source row, as one kind. */
export interface Trace {
  source: { table: string; id: string };
  kind: Kind;
  /** By the last run over the source that met it. */
  outcome: "created" | "updated" | "unchanged" | "set_aside";
  code?: string;
  message?: string;
  hint?: string;
  target?: { type: string; id: string };
  spec?: ServerSpec;
  run: string;
}

/** What a target is called outside: `tenant` for `tenants`. */
export const TARGET_TYPES: Record<Kind, string> = {
  currencies: "currency",
  users: "user",
  tenants: "tenant",
  memberships: "membership",
  contacts: "contact",
  plans: "plan",
  images: "image",
  locations: "location",
  endpoints: "endpoint",
  servers: "server",
  invoices: "invoice",
  transactions: "transaction",
  credits: "credit",
  tickets: "ticket",
  attachments: "attachment",
  sequences: "sequence",
  legacy: "legacy_record",
};

/** Every kind that the row came to; empty where no run has met it. */
export async function traceRow(store: Store, source: string, table: string, id: string): Promise<Trace[]> {
  const key = [source, table, id];
  const [last] = await store.query<{ id: string }>(
    "select max(id) as id from migration_runs where source = $1 and mode = 'apply' and status <> 'undone'",
    [source],
  );
  const brought = await store.query<{ kind: string; target_id: string; run_id: string; updated_run_id: string | null }>(
    `select kind, target_id, run_id, updated_run_id from migration_rows
     where source = $1 and source_table = $2 and source_id = $3`,
    key,
  );
  const aside = await store.query<{ kind: string; code: string; message: string; hint: string; run_id: string }>(
    `select kind, code, message, hint, run_id from migration_set_aside
     where source = $1 and source_table = $2 and source_id = $3`,
    key,
  );
  const traces: Trace[] = [];
  for (const row of brought) {
    if (!isKind(row.kind)) continue;
    const spec = row.kind === "servers" ? await specOf(store, row.target_id) : null;
    traces.push({
      source: { table, id },
      kind: row.kind,
      outcome: row.run_id === last?.id ? "created" : row.updated_run_id === last?.id ? "updated" : "unchanged",
      target: { type: TARGET_TYPES[row.kind], id: row.target_id },
      ...(spec ? { spec } : {}),
      run: row.run_id,
    });
  }
  for (const { kind, code, message, hint, run_id } of aside)
    if (isKind(kind))
      traces.push({ source: { table, id }, kind, outcome: "set_aside", code, message, hint, run: run_id });
  return traces;
}

const isKind = (kind: string): kind is Kind => kind in LOADERS;

async function specOf(store: Store, server: string): Promise<ServerSpec | null> {
  const [row] = await store.query<ServerSpec>(
    `select nullif(s.cores, 0) as cores, nullif(s.memory_mb, 0) as memory_mb, nullif(s.disk_gb, 0) as disk_gb,
       nullif(i.name, 'unknown') as image, nullif(l.name, 'unassigned') as location, s.hostname
     from servers s join images i on i.id = s.image_id join locations l on l.id = s.location_id where s.id = $1`,
    [server],
  );
  return row ?? null;
}
