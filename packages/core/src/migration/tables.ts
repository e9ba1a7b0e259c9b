import type { Json } from "../kernel/tables.ts";
import type { Counts } from "./counts.ts";

export interface MigrationRunTable {
  id: string;
  source: string;
  system: string;
  /** `plan`: kept for operators to look at (`plan --record`). */
  mode: "plan" | "apply" | "reconcile";
  status: "running" | "done" | "failed" | "undone";
  started_at: Date;
  ended_at: Date | null;
  heartbeat_at: Date;
  kinds: Json<Counts>;
  problem: string | null;
  reconciliation: Json<unknown> | null;
}

export interface MigrationSetAsideTable {
  source: string;
  source_table: string;
  source_id: string;
  kind: string;
  code: string;
  message: string;
  hint: string;
  run_id: string;
}

/** What each row of a source has come to here. */
export interface MigrationRowTable {
  source: string;
  source_table: string;
  source_id: string;
  kind: string;
  target_id: string;
  hash: string;
  /** Of our row as it was written; `bound` where the row was here before. */
  written_hash: string;
  run_id: string;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    migration_rows: MigrationRowTable;
    migration_runs: MigrationRunTable;
    migration_set_aside: MigrationSetAsideTable;
  }
}
