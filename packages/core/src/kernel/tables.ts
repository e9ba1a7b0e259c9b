import type { Json } from "./database/portable.ts";
import type { OutboxMessage } from "./outbox.ts";

export type { Json } from "./database/portable.ts";

/**
 * All tables, by name. The kernel declares its own; each context adds its tables to this interface from its
 * `tables.ts` (declaration merging), so that `ctx.db` knows them all and the kernel knows none of them.
 */
export interface Tables {
  audit_log: AuditTable;
  outbox: OutboxTable;
  idempotency_keys: IdempotencyTable;
}

export interface AuditTable {
  id: string;
  /** null: the platform's own. */
  tenant_id: string | null;
  at: Date;
  actor_type: string;
  actor_id: string;
  command: string;
  outcome: "done" | "denied" | "failed";
  resource_type: string | null;
  resource_id: string | null;
  request_id: string;
  changes: Json<Record<string, unknown>>;
}

export interface OutboxTable {
  id: string;
  topic: string;
  payload: Json<OutboxMessage>;
  request_id: string;
  created_at: Date;
  attempts: number;
  /** A sweep that has taken the row; others leave it alone until then. */
  claimed_until: Date | null;
}

export interface IdempotencyTable {
  /** tenant, actor and route, hashed with the key (64 hex digits). */
  id: string;
  body_hash: string;
  /** null while the first request is in flight. */
  status: number | null;
  response: Json<unknown> | null;
  created_at: Date;
  /** In flight: when the claim lapses (a crashed process). Answered: when the answer is forgotten. */
  expires_at: Date;
}
