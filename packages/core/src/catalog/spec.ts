import { z } from "zod";

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,38}$/, "lower-case letters, digits, dots, hyphens; at most 39");
const jwk = z
  .looseObject({ kty: z.string(), kid: z.string() })
  .refine((key) => !("d" in key), "a private key: give the public one");
const percent = z.int().min(1).max(2000);

/** What a company sells and where it runs: one file, applied again whenever it has changed (`hostwright catalog apply`). */
export const planSpec = z.strictObject({
  name,
  title: z.string().max(100),
  cores: z.int().min(1).max(512),
  memory_mb: z.int().min(128),
  disk_gb: z.int().min(1),
  /** A month, minor units. */
  price: z.strictObject({ amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) }),
  /** As Proxmox names them; `x86-64-v2-AES` migrates between most hosts. */
  cpu_type: z.string().default("x86-64-v2-AES"),
  /** Of one core, in all; 0: no limit. */
  cpu_limit_percent: z.int().min(0).default(0),
  cpu_units: z.int().min(1).max(10_000).default(100),
  /** 0: ballooning off. */
  balloon_mb: z.int().min(0).default(0),
  disk_iops: z.int().min(1).nullable().default(null),
  disk_mbps: z.int().min(1).nullable().default(null),
  nic_mbit: z.int().min(1).nullable().default(null),
  traffic_gb: z.int().min(1).nullable().default(null),
  /** Requests to the API a minute that a tenant with a server of this plan may make; null: the platform's. */
  requests_per_minute: z.int().min(10).max(1_000_000).nullable().default(null),
});

export const imageSpec = z.strictObject({
  name,
  title: z.string().max(100),
  family: name,
  min_disk_gb: z.int().min(1),
  /** Whom cloud-init gives the keys to. */
  default_user: z.string().max(32).default("root"),
});

const storageSpec = z.strictObject({
  name: z.string(),
  size_gb: z.int().min(1),
  overcommit_percent: percent.default(100),
});

const nodeSpec = z.strictObject({
  /** As the cluster knows it. */
  name: z.string(),
  /** What may be sold of it: leave the host its own share. */
  cores: z.int().min(1),
  memory_mb: z.int().min(1),
  storages: z.array(storageSpec).default([]),
  /** Templates that lie on it: the VM to clone, by image. */
  templates: z.array(z.strictObject({ image: name, vmid: z.int().min(100), storage: z.string() })).default([]),
});

const endpointSpec = z.strictObject({
  /** As the relay's configuration names it. */
  name,
  /** VM ids we may use. Ids are never issued twice: widen the range, never move it back. */
  vmids: z.strictObject({ from: z.int().min(100), to: z.int().max(999_999_999) }),
  cpu_overcommit_percent: percent.default(400),
  memory_overcommit_percent: percent.default(100),
  /** Where backups go: a storage with content `backup` that every node sees; none: backups are not offered. */
  backup_storage: z.string().max(40).nullable().default(null),
  nodes: z.array(nodeSpec).min(1),
  shared_storages: z.array(storageSpec).default([]),
  /** Volume id of the rescue system's ISO image, the same on every node. */
  rescue_iso: z
    .string()
    .max(255)
    .regex(/^[^:,\s]+:iso\/[^,\s]+$/, "a volume id like local:iso/rescue.iso")
    .nullable()
    .default(null),
});

export const poolSpec = z.strictObject({
  name,
  family: z.union([z.literal(4), z.literal(6)]),
  /** IPv4: the subnet's. IPv6: each server gets a /64. */
  prefix: z.int().min(8).max(64),
  gateway: z.string(),
  /** IPv4: the first address and how many. IPv6: the first /64 (`2001:db8:1:10::`) and how many. */
  first: z.union([z.ipv4(), z.ipv6()]),
  count: z.int().min(1).max(65_536),
  nameservers: z.array(z.union([z.ipv4(), z.ipv6()])).default([]),
  search_domain: z.string().nullable().default(null),
  bridge: z.string(),
  vlan: z.int().min(1).max(4094).nullable().default(null),
  mtu: z.int().min(1280).max(65_520).nullable().default(null),
});
export type PoolSpec = z.output<typeof poolSpec>;

export const locationSpec = z.strictObject({
  name,
  title: z.string().max(100),
  country: z.string().regex(/^[A-Z]{2}$/),
  open: z.boolean().default(true),
  /** Public keys of its relays, newest first. */
  relay_keys: z.array(jwk).default([]),
  endpoints: z.array(endpointSpec).min(1),
  pools: z.array(poolSpec).min(1),
});

export const catalogSpec = z.strictObject({
  plans: z.array(planSpec),
  images: z.array(imageSpec),
  locations: z.array(locationSpec),
});
export type CatalogSpec = z.output<typeof catalogSpec>;
export type LocationSpec = z.output<typeof locationSpec>;
export type EndpointSpec = z.output<typeof endpointSpec>;
