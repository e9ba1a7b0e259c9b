import type { ConsoleKind, EndCode } from "./frames.ts";

/** One console, from the request for it to its end. It outlives its connections: each side may dial anew. */
export interface ConsoleTable {
  id: string;
  tenant_id: string;
  server_id: string;
  user_id: string;
  /** Of the person who opened it: signing out ends it. */
  session_id: string;
  kind: ConsoleKind;
  /** Hash of the ticket that lets the side in next; null while none is out. */
  browser_ticket: string | null;
  browser_until: Date | null;
  relay_ticket: string | null;
  relay_until: Date | null;
  /** API Gateway's connection id; null while that side is not there. */
  browser_connection: string | null;
  relay_connection: string | null;
  created_at: Date;
  /** Last typed or pointed, to the minute. */
  input_at: Date;
  /** Since when not both sides are there; null while they are. */
  apart_since: Date | null;
  ends_at: Date;
  ended_at: Date | null;
  end_code: EndCode | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    consoles: ConsoleTable;
  }
}
