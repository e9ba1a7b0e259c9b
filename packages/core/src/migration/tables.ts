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

/** What became of a source row; written by a migration alone, by COPY. */
interface MigrationRowTable {
  source: string;
  source_table: string;
  source_id: string;
  kind: string;
  target_id: string;
  hash: string;
  written_hash: string;
  run_id: string;
}

export interface LegacyRecordTable {
  id: string;
  tenant_id: string | null;
  source: string;
  source_table: string;
  source_id: string;
  title: string;
  source_row: Json<Record<string, string | null>>;
}

export interface NumberSequenceTable {
  name: string;
  next_number: number;
  format: string;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    legacy_records: LegacyRecordTable;
    migration_rows: MigrationRowTable;
    migration_runs: MigrationRunTable;
    migration_set_aside: MigrationSetAsideTable;
    number_sequences: NumberSequenceTable;
  }
}
