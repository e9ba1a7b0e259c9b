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
  /** What a relay last saw while a longer change is under way: the status when it ends. */
  power_seen: "running" | "stopped" | null;
  protect_delete: boolean;
  protect_rebuild: boolean;
  /** Whether it boots the location's rescue system. */
  rescue: boolean;
  deletion_due: Date | null;
  created_at: Date;
  deleted_at: Date | null;
  /** null: born here. Else what has become of the VM it was brought over with (context adoption). */
  adoption: Adoption | null;
}

/**
 * `unbound`: no VM is known; `bound`: one is, and nothing was done to it; `adopted`: it carries our mark, and the system
 * it comes from still runs it; `handed_over`: it is run here.
 */
export type Adoption = "unbound" | "bound" | "adopted" | "handed_over";

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

/**
 * A VM of a server beside the one its row names. `preparing`: being made to replace it; `replaced`: the one that was, kept
 * until the new one runs; `retiring`: being destroyed; `retired`: gone, kept since its id is never issued again.
 */
export interface SpareVmTable {
  endpoint_id: string;
  vmid: number;
  tenant_id: string;
  server_id: string;
  /** The action that made or replaced it. */
  action_id: string;
  state: "preparing" | "replaced" | "retiring" | "retired";
  node_id: string | null;
  storage_id: string | null;
  template_id: string;
  image_id: string;
  hostname: string;
  created_at: Date;
  retired_at: Date | null;
}

/** Room on a storage that an action needs beyond what its server has; counts like a server's disk. */
export interface StorageReservationTable {
  action_id: string;
  tenant_id: string;
  server_id: string;
  storage_id: string;
  disk_gb: number;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    servers: ServerTable;
    server_labels: ServerLabelTable;
    holds: HoldTable;
    spare_vms: SpareVmTable;
    storage_reservations: StorageReservationTable;
  }
}
