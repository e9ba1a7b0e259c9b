import type { StorageType } from "../site.ts";

/** The state of a cluster as it is kept; every record is plain JSON. Times are milliseconds since 1970 unless said otherwise. */

/** Options as in a VM's configuration file. Integers and booleans are numbers, everything else text. */
export type Options = Record<string, string | number>;

export interface Vm {
  vmid: number;
  node: string;
  options: Options;
  /** Changes that wait for the next start. */
  pending: Options;
  pendingDelete: Record<string, { force: boolean }>;
  /** What cloud-init values were when its drive was last built, for those changed since. */
  cloudinit: { changed: Record<string, string | number>; added: string[] };
  snapshots: Record<string, Snapshot>;
  /** Present while QEMU runs. */
  process?: VmProcess;
  firewall: FirewallConfig;
  ha?: HaResource;
  /** Files in the guest that the agent was asked to write. */
  files?: Record<string, string>;
}

export type HaState = "started" | "stopped" | "disabled" | "ignored";

export interface HaResource {
  state: HaState;
  maxRestart: number;
  maxRelocate: number;
  comment?: string;
  /** Node it is asked to move to. */
  target?: string;
}

export interface VmProcess {
  pid: number;
  since: number;
  paused?: boolean;
  /** The options it was started with: what QEMU has, whatever the configuration says now. */
  options: Options;
}

export interface Snapshot {
  options: Options;
  snaptime: number;
  description?: string;
  parent?: string;
  vmstate?: string;
  snapstate?: "prepare" | "delete";
}

export interface FirewallConfig {
  options: Options;
  rules: FirewallRule[];
  ipsets: Record<string, { comment?: string; entries: { cidr: string; nomatch?: number; comment?: string }[] }>;
  aliases: Record<string, { name: string; cidr: string; comment?: string }>;
}
export type FirewallRule = Record<string, string | number>;

export interface Node {
  name: string;
  cpus: number;
  memoryBytes: number;
  bridges: string[];
  bootedAt: number;
}

/** A storage; `nodes` are those that see it. Not shared: each of them has its own content. */
export interface Storage {
  id: string;
  type: StorageType;
  shared: boolean;
  content: string[];
  nodes: Record<string, { totalBytes: number }>;
}

export interface Volume {
  volid: string;
  storage: string;
  /** Where it is; shared storages have one content for all nodes. */
  node?: string;
  vmid: number;
  content: "images" | "backup" | "iso";
  format: string;
  sizeBytes: number;
  usedBytes: number;
  ctime: number;
  parent?: string;
  notes?: string;
  protected?: boolean;
  /** Of a backup: what it would restore. */
  backup?: { options: Options; disks: Record<string, number>; firewall: FirewallConfig };
}

export interface Pool {
  poolid: string;
  comment?: string;
  vms: number[];
  storages: string[];
}

/** Options of the cluster's own firewall, its aliases and address sets. */
export interface Datacenter extends FirewallConfig {
  groups: Record<string, { comment?: string; rules: FirewallRule[] }>;
}

export const emptyFirewall = (): FirewallConfig => ({ options: {}, rules: [], ipsets: {}, aliases: {} });

export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;
