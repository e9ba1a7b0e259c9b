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
    audit_chains: AuditChainTable;
    audit_checkpoints: AuditCheckpointTable;
    audit_settings: AuditSettingsTable;
    person_keys: PersonKeyTable;
  }
}
