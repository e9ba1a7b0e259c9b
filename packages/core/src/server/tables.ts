import type { Json } from "../kernel/tables.ts";
import type { HoldKind, Network, ServerStatus } from "./schema.ts";

export interface ServerTable {
  id: string;
  tenant_id: string;
  name: string;
  /** The name while the server holds it; null once failed or deleted. Unique in a tenant. */
  name_key: string | null;
  /** Proxmox VM name and guest host name: fixed at creation, since cloud-init's instance id follows from it. */
  hostname: string;
  status: ServerStatus;
  plan_id: string;
  image_id: string;
  location_id: string;
  endpoint_id: string;
  vmid: number;
  /** Where cores, memory and disk are reserved; null once nothing is. */
  node_id: string | null;
  storage_id: string | null;
  template_id: string;
  cores: number;
  memory_mb: number;
  disk_gb: number;
  price_amount: number;
  currency: string;
  network: Json<Network> | null;
  labels: Json<Record<string, string>>;
  ssh_keys: Json<string[]>;
  /** JWE that only the location's relays can open; cleared once the server is set up. */
  sealed_password: string | null;
  /** The action that changes the server now: its lock. */
  action_id: string | null;
  /** How many holds are in force. */
  holds: number;
  /** Set by the first hold, cleared by the release: without a hold it says that a release has failed. */
  power_before_hold: "running" | "stopped" | null;
  deletion_due: Date | null;
  created_at: Date;
  deleted_at: Date | null;
}

export interface ServerLabelTable {
  tenant_id: string;
  server_id: string;
  label_key: string;
  label_value: string;
}

export interface HoldTable {
  id: string;
  tenant_id: string;
  server_id: string;
  kind: HoldKind;
  reason: string;
  placed_by: string;
  since: Date;
  until: Date | null;
  lifted_at: Date | null;
  lifted_by: string | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    servers: ServerTable;
    server_labels: ServerLabelTable;
    holds: HoldTable;
  }
}
