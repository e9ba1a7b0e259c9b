import type { BackupKind, BackupStatus, Frequency, SnapshotStatus, Weekday } from "./schema.ts";

export interface SnapshotTable {
  id: string;
  tenant_id: string;
  server_id: string;
  /** What its owner calls it; at Proxmox it is `hw…`, made of the id. */
  name: string;
  status: SnapshotStatus;
  /** The VM it is part of: gone with it. */
  endpoint_id: string;
  vmid: number;
  disk_gb: number;
  created_at: Date;
}

export interface BackupTable {
  id: string;
  tenant_id: string;
  /** Whose backup it is, whatever VM id the server had or has. */
  server_id: string;
  label: string;
  kind: BackupKind;
  status: BackupStatus;
  /** Kept whatever the schedule says. */
  protected: boolean;
  endpoint_id: string;
  /** The VM that was backed up. */
  vmid: number;
  storage: string;
  /** The node that wrote it, where the storage is not shared the one that has it. */
  node: string | null;
  /** As Proxmox names it; null until it is there. */
  volid: string | null;
  size_bytes: number | null;
  disk_gb: number;
  /** What the server was then; it becomes so again when it is restored. */
  image_id: string;
  template_id: string;
  hostname: string;
  /** The action that makes it, restores it or removes it. */
  action_id: string | null;
  created_at: Date;
  finished_at: Date | null;
  /** When it goes with a server that is deleted. */
  expires_at: Date | null;
}

export interface BackupScheduleTable {
  server_id: string;
  tenant_id: string;
  frequency: Frequency;
  weekday: Weekday | null;
  /** UTC; the window is four hours long. */
  hour: number;
  keep: number;
  next_at: Date;
  last_at: Date | null;
  updated_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    snapshots: SnapshotTable;
    backups: BackupTable;
    backup_schedules: BackupScheduleTable;
  }
}
