import type { Generated } from "kysely";
import type { Json } from "../kernel/tables.ts";

/** A chain's head: the last sealed row. Locked by the one sealer that works on the chain. */
export interface AuditChainTable {
  /** The tenant's id, or `platform`. */
  chain: string;
  seq: number;
  hash: string;
  sealed_at: Date;
  anchored_seq: number;
  anchored_at: Date | null;
  /** Up to where the rules have looked; 0 by default. */
  watched_seq: Generated<number>;
}

/** Something suspicious that somebody was told of, once an occasion. */
export interface AuditAlertTable {
  id: string;
  /** null: the platform's. */
  tenant_id: string | null;
  rule: string;
  occasion: string;
  /** The row that made the rule speak. */
  audit_id: string;
  /** The person or key it is about. */
  subject_id: string;
  created_at: Date;
}

/** Stands for rows that have expired. */
export interface AuditCheckpointTable {
  id: string;
  chain: string;
  first_seq: number;
  last_seq: number;
  last_hash: string;
  entries: number;
  reason: string;
  at: Date;
  kid: string;
  signature: string;
}

export interface AuditSettingsTable {
  chain: string;
  retention_days: number;
  silenced_rules: Json<string[]>;
  updated_at: Date;
}

/** The key of what is personal about one person, wrapped by a key of the installation. */
export interface PersonKeyTable {
  person_id: string;
  /** null: destroyed. */
  wrapped_key: string | null;
  created_at: Date;
  destroyed_at: Date | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    audit_alerts: AuditAlertTable;
    audit_chains: AuditChainTable;
    audit_checkpoints: AuditCheckpointTable;
    audit_settings: AuditSettingsTable;
    person_keys: PersonKeyTable;
  }
}
