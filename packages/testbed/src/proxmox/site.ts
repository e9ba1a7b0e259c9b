/**
 * What a testbed holds when it is started for the first time; plain JSON, so that it can come from a file.
 * Sizes: `_gb` are GiB, `_mb` MiB. The first node is the one that clients talk to; it passes calls on to the others.
 */
export interface SiteSpec {
  /** Name of the cluster. One node without a name is a standalone node. */
  datacenter?: string;
  nodes: NodeSpec[];
  templates?: TemplateSpec[];
  /** Guests that belong to others. */
  vms?: GuestSpec[];
  tokens?: TokenSpec[];
  users?: UserSpec[];
  /** Roles beyond the built-in ones, as lists of privileges. */
  roles?: Record<string, string[]>;
  pools?: { poolid: string; comment?: string; vms?: number[]; storages?: string[] }[];
  /** Whether the firewall is on for the cluster; off means that no VM firewall does anything. Default true. */
  clusterFirewall?: boolean;
}

export interface NodeSpec {
  name: string;
  cpus: number;
  memory_mb: number;
  storages: StorageSpec[];
  bridges?: string[];
}

/** The same id on several nodes: one storage when `shared`, one on each node otherwise. */
export interface StorageSpec {
  id: string;
  shared?: boolean;
  size_gb: number;
  /** `images,rootdir`, `backup,iso` … */
  content: string;
  /** ISO images on it, by file name. */
  isos?: { name: string; size_mb: number }[];
  /** Default: rbd when shared, lvmthin for images, dir otherwise. */
  type?: StorageType;
}
export type StorageType = "dir" | "nfs" | "lvmthin" | "zfspool" | "rbd";

export interface GuestSpec {
  vmid: number;
  node: string;
  name: string;
  storage: string;
  disk_gb: number;
  ostype?: string;
  cores?: number;
  memory_mb?: number;
  running?: boolean;
  /** Further options, as the API takes them. */
  config?: Record<string, string | number>;
}

/** A template carries a cloud-init drive and a guest agent, as images from a distribution do. */
export interface TemplateSpec extends Omit<GuestSpec, "running"> {
  /** Default true. */
  cloudinit?: boolean;
  bridge?: string;
}

/** One role on `/`, or access control entries. */
export type Privileges = string | { path: string; role: string; propagate?: boolean }[];

export interface TokenSpec {
  /** `user@realm!name` */
  id: string;
  secret: string;
  privileges: Privileges;
}

export interface UserSpec {
  /** `user@realm` */
  id: string;
  password: string;
  privileges: Privileges;
  enabled?: boolean;
}
