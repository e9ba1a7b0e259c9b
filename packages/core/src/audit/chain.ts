import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import { jsonOut } from "../kernel/database/index.ts";
import type { Tables } from "../kernel/tables.ts";

export type AuditRow = Selectable<Tables["audit_log"]>;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the first row of a chain follows. */
export const genesisOf = (chain: string): string => sha256(`hostwright audit chain ${chain}`);

/** JSON as RFC 8785 has it: names in order, no blanks. The same text whatever a database did to the order of names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(Reflect.get(value, name))}`).join(",")}}`;
}

/** A row's place in its chain: all that is hashed beside what the row says. */
export interface Place {
  seq: number;
  previous: string;
}

/**
 * SHA-256 over the canonical JSON of the row, its place and the hash before it (docs/audit.md). What is personal goes in
 * as it is stored, encrypted, so that destroying a person's key changes no hash.
 */
export function hashOf(row: AuditRow, { seq, previous }: Place): string {
  return sha256(
    canonical({
      v: 1,
      seq,
      previous_hash: previous,
      id: row.id,
      chain: row.chain,
      tenant_id: row.tenant_id,
      at: row.at.toISOString(),
      actor_type: row.actor_type,
      actor_id: row.actor_id,
      support_id: row.support_id,
      support_reason: row.support_reason,
      command: row.command,
      outcome: row.outcome,
      resource_type: row.resource_type,
      resource_id: row.resource_id,
      request_id: row.request_id,
      changes: jsonOut(row.changes),
      person_id: row.person_id,
      personal: row.personal,
      subject_id: row.subject_id,
      subject_personal: row.subject_personal,
    }),
  );
}
