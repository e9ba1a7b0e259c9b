import type { Json } from "../kernel/tables.ts";
import type { FirewallSettings } from "./schema.ts";

/** What was set for a server beyond the usual; no row: nothing was. */
export interface FirewallTable {
  server_id: string;
  tenant_id: string;
  settings: Json<FirewallSettings>;
  /** Whether an operator has opened outgoing TCP 25. */
  smtp_open: boolean;
  /** Rules of the VM that are neither ours nor the customer's, as last seen. */
  foreign_rules: number;
  updated_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    firewalls: FirewallTable;
  }
}
