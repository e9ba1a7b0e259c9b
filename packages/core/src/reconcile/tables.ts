import type { Json } from "../kernel/tables.ts";
import type { FindingCode, FindingStatus, Severity } from "./state.ts";

/** Both sides, value by value under the same names. */
export interface Evidence {
  expected: Record<string, string | number | boolean | null>;
  observed: Record<string, string | number | boolean | null>;
  /** What it is about, for those who decide: names, whose it was. */
  about: Record<string, string | number | null>;
}

export interface FindingTable {
  id: string;
  code: FindingCode;
  severity: Severity;
  /** `pending`: seen once. */
  status: FindingStatus;
  endpoint_id: string;
  subject_type: string;
  subject_id: string;
  /** `<code>:<subject>` while it is not closed. */
  live_key: string | null;
  evidence: Json<Evidence>;
  sightings: number;
  first_seen: Date;
  last_seen: Date;
  opened_at: Date | null;
  closed_at: Date | null;
  /** What ended it, for people. */
  resolution: string | null;
  muted_reason: string | null;
  muted_by: string | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    findings: FindingTable;
  }
}
