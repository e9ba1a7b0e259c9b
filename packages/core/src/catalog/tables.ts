import type { JWK } from "jose";
import type { Json } from "../kernel/tables.ts";

export interface PlanTable {
  id: string;
  name: string;
  title: string;
  position: number;
  available: boolean;
  cores: number;
  memory_mb: number;
  disk_gb: number;
  /** Monthly, minor units. */
  price_amount: number;
  currency: string;
  cpu_type: string;
  /** Hundredths of a core in all; 0: no limit. */
  cpu_limit_percent: number;
  cpu_units: number;
  /** 0: ballooning off. */
  balloon_mb: number;
  disk_iops: number | null;
  disk_mbps: number | null;
  nic_mbit: number | null;
  traffic_gb: number | null;
  requests_per_minute: number | null;
}

export interface ImageTable {
  id: string;
  name: string;
  title: string;
  family: string;
  position: number;
  available: boolean;
  min_disk_gb: number;
  default_user: string;
}

export interface LocationTable {
  id: string;
  name: string;
  title: string;
  country: string;
  position: number;
  open: boolean;
  /** Public keys (JWK) of the location's relays, newest first. */
  relay_keys: Json<JWK[]>;
}

export interface EndpointTable {
  id: string;
  location_id: string;
  name: string;
  status: "open" | "draining";
  vmid_to: number;
  /** The VM id after the last one issued. Ids are never issued twice. */
  next_vmid: number;
  cpu_overcommit_percent: number;
  memory_overcommit_percent: number;
  /** Where backups go; null: they are not offered. */
  backup_storage: string | null;
  /** Volume id of the rescue system's ISO image (`local:iso/rescue.iso`), on every node; null: none. */
  rescue_iso: string | null;
}

export interface NodeTable {
  id: string;
  endpoint_id: string;
  name: string;
  status: "open" | "draining";
  cores: number;
  memory_mb: number;
}

export interface StorageTable {
  id: string;
  endpoint_id: string;
  /** null: shared by the endpoint's nodes. */
  node_id: string | null;
  name: string;
  status: "open" | "draining";
  size_gb: number;
  overcommit_percent: number;
}

/** An image as it lies on one node: the VM that is cloned. */
export interface TemplateTable {
  id: string;
  image_id: string;
  endpoint_id: string;
  node_id: string;
  storage_id: string;
  vmid: number;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    plans: PlanTable;
    images: ImageTable;
    locations: LocationTable;
    endpoints: EndpointTable;
    nodes: NodeTable;
    storages: StorageTable;
    templates: TemplateTable;
  }
}
