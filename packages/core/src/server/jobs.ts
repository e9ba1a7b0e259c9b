import { z } from "zod";

/**
 * The jobs a relay does for servers. Every payload says which VM (`endpoint`, `vmid`) and whose it must be (`mark`): a VM
 * that carries another mark, or none, is somebody else's and is never touched.
 */
const vm = {
  /** `srv_…` */
  server: z.string(),
  /** Name of the Proxmox endpoint, as the relay's configuration has it. */
  endpoint: z.string(),
  vmid: z.number().int().min(100).max(999_999_999),
  /** `hostwright:srv_…`, in the VM's description since the request that created it. */
  mark: z.string(),
};

/** The description's first line, by which a VM is known as ours. */
export const markOf = (server: string): string => `hostwright:${server}`;

/** Makes the VM as a full clone. Done when the clone's lock is gone and the VM carries our mark. */
export const cloneJob = z.object({
  ...vm,
  /** Proxmox VM name, and so the guest's host name; given once, since cloud-init's instance id follows from it. */
  name: z.string(),
  node: z.string(),
  storage: z.string(),
  template: z.object({ vmid: z.number().int(), node: z.string() }),
});

/** Everything but power: cpu, memory, disk, limits, network and its safety, cloud-init. The VM is stopped. */
export const configureJob = z.object({
  ...vm,
  cores: z.number().int(),
  cpu_type: z.string(),
  /** In cores; 0: no limit. */
  cpu_limit: z.number(),
  cpu_units: z.number().int(),
  memory_mb: z.number().int(),
  /** Ballooning's lower bound; 0: ballooning off. */
  balloon_mb: z.number().int(),
  disk: z.object({
    gb: z.number().int(),
    /** Per second, read and write each; null: no limit. */
    iops: z.number().int().nullable(),
    /** MB/s, read and write each; null: no limit. */
    mbps: z.number().int().nullable(),
  }),
  nic: z.object({
    mac: z.string(),
    bridge: z.string(),
    vlan: z.number().int().nullable(),
    mtu: z.number().int().nullable(),
    /** Megabit/s as plans state it (Proxmox wants MB/s: the relay divides by 8); null: no limit. */
    rate_mbit: z.number().int().nullable(),
  }),
  ipv4: z.object({ address: z.string(), prefix: z.number().int(), gateway: z.string() }).nullable(),
  /** `address` is the server's own, inside its `network` (a /64). */
  ipv6: z
    .object({ address: z.string(), network: z.string(), prefix: z.number().int(), gateway: z.string() })
    .nullable(),
  nameservers: z.array(z.string()),
  search_domain: z.string().nullable(),
  user: z.string(),
  ssh_keys: z.array(z.string()),
  /** JWE to the location's key: `{password}`; null where keys are given. */
  sealed_password: z.string().nullable(),
  /** Outgoing TCP 25 stays closed until an operator opens it. */
  smtp_open: z.boolean(),
});

/** Brings the VM to a power state; finding it there already is success. */
export const powerJob = z.object({
  ...vm,
  operation: z.enum(["start", "shutdown", "stop", "reboot"]),
  /** How long a shutdown may take before it fails with `guest_did_not_stop` (seconds). */
  timeout_seconds: z.number().int(),
});

/** Stops the VM whatever it is doing (a running shutdown is overruled) and keeps it from starting with its node. */
export const holdJob = z.object(vm);

/** Undoes a hold: starts with its node again, and now if `start`. */
export const releaseJob = z.object({ ...vm, start: z.boolean() });

/** Removes the VM, its disks and its firewall. Finding nothing is success. */
export const destroyJob = z.object(vm);

export const serverJobs = {
  "server.clone": cloneJob,
  "server.configure": configureJob,
  "server.power": powerJob,
  "server.hold": holdJob,
  "server.release": releaseJob,
  "server.destroy": destroyJob,
} as const;

export type ServerJobKind = keyof typeof serverJobs;

export const powerState = z.enum(["running", "stopped"]);
export type PowerState = z.output<typeof powerState>;

/** What the relay answers. */
export const serverResults = {
  "server.clone": z.object({ node: z.string() }),
  "server.configure": z.object({ node: z.string() }),
  "server.power": z.object({ power: powerState, node: z.string() }),
  /** `power_before`: what lifting the last hold restores; null where the VM was already held or not there. */
  "server.hold": z.object({ power: powerState, power_before: powerState.nullable() }),
  "server.release": z.object({ power: powerState }),
  "server.destroy": z.object({ existed: z.boolean() }),
} as const;
