import type { Json } from "../kernel/tables.ts";

export interface WebhookTable {
  id: string;
  tenant_id: string;
  url: string;
  description: string;
  /** Event types; empty: all of them. */
  events: Json<string[]>;
  /** The signing secret, sealed for ourselves: deliveries need it in clear. */
  sealed_secret: string;
  active: boolean;
  /** Why we turned it off; null where its owner did, or nobody. */
  disabled_reason: string | null;
  /** Since when no delivery has gone through; null after one that has. */
  failing_since: Date | null;
  created_at: Date;
}

export interface WebhookDeliveryTable {
  id: string;
  tenant_id: string;
  webhook_id: string;
  /** Unique with webhook and replay: an event that comes twice is delivered once. */
  event_id: string;
  /** The delivery's own id where it was asked for again; else empty. */
  replay: string;
  event_type: string;
  /** The body as it is sent, every time the same bytes. */
  body: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  /** When it is tried next; while one tries, until when the others leave it alone. */
  due_at: Date;
  response_status: number | null;
  /** What went wrong, or how the receiver's answer begins. */
  response: string | null;
  response_ms: number | null;
  created_at: Date;
  ended_at: Date | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    webhooks: WebhookTable;
    webhook_deliveries: WebhookDeliveryTable;
  }
}
