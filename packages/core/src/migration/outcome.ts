import type { Entity, Kind } from "./entities.ts";
import type { SetAsideCode } from "./set-aside-codes.ts";

/**
 * What became of one source row. `hash` covers everything the outcome follows from: the row, its children that go with
 * it (options, fields, lines, replies) and the part of the mapping that was used; equal hash, equal outcome.
 * One row may have several outcomes, of different kinds (a WHMCS 7 client is a tenant, a user and a membership).
 */
interface OfRow<K extends Kind> {
  source: { table: string; id: string; hash: string };
  kind: K;
}

export interface Brought<K extends Kind> extends OfRow<K> {
  outcome: "entity";
  entity: Entity<K>;
  /** What the operator should know though the row came over: `spec.memory_mb: option 12 and field 4 agree`. */
  notes?: string[];
}

export interface SetAside extends OfRow<Kind> {
  outcome: "set_aside";
  code: SetAsideCode;
  /** Which field, which value. */
  message: string;
  /** What to put into the mapping for this very row; else the code's own hint stands. */
  mapping_hint?: string;
}

export type Outcome = { [K in Kind]: Brought<K> }[Kind] | SetAside;
