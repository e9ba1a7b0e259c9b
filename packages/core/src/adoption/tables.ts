import type { Json } from "../kernel/tables.ts";
import type { SeenVm } from "./jobs.ts";

/** What a server was brought over with, and how far it has come since. */
export interface ServerAdoptionTable {
  server_id: string;
  tenant_id: string;
  source: string;
  source_table: string;
  source_id: string;
  /** As the source said it last: `active`, `suspended`, `terminated`, … */
  source_status: string;
  source_hash: string;
  /** When a run last found it changed at the source. */
  source_changed_at: Date;
  addresses: Json<string[]>;
  raw: Json<Record<string, string>>;
  /** As the source says it; null: it does not. */
  vmid: number | null;
  seen: Json<SeenVm> | null;
  adopted_at: Date | null;
  handed_over_at: Date | null;
  handed_over_by: string | null;
}

export interface BillingTermsTable {
  server_id: string;
  tenant_id: string;
  currency: string;
  amount: number;
  first_amount: number;
  cycle: string;
  /** A day of the calendar, `YYYY-MM-DD`. */
  next_due: string | null;
  payment_method: string;
  suspension_override: boolean;
  suspension_override_until: string | null;
  paused: boolean;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    server_adoptions: ServerAdoptionTable;
    billing_terms: BillingTermsTable;
  }
}
