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
  /** The tenant's id, or `platform`. */
  chain: string;
  at: Date;
  actor_type: string;
  actor_id: string;
  /** The operator who acted in the actor's place, and why. */
  support_id: string | null;
  support_reason: string | null;
  command: string;
  outcome: "done" | "denied" | "failed";
  resource_type: string | null;
  resource_id: string | null;
  request_id: string;
  /** What is personal in it is replaced and stands in `subject_personal`. */
  changes: Json<Record<string, unknown>>;
  /** Whose key encrypts `personal`: address and program of who asked. */
  person_id: string | null;
  personal: string | null;
  /** Whose key encrypts `subject_personal`: the personal values of `changes`. */
  subject_id: string | null;
  subject_personal: string | null;
  /** What the address is found by. Not in the chain, since erasure empties it; verify compares it with the address. */
  address_index: string | null;
  /** Place in the chain; null until the sealer has come by. */
  seq: number | null;
  previous_hash: string | null;
  hash: string | null;
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
