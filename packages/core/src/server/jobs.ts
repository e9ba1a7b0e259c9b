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

const decision = z.enum(["accept", "drop"]);

/** The customer's own rules, as they are to stand below ours: the first that matches decides. */
export const customerFirewall = z.object({
  rules: z.array(
    z.object({
      direction: z.enum(["in", "out"]),
      protocol: z.enum(["tcp", "udp", "icmp", "icmpv6", "any"]),
      /** `22` or `8000-8100`; none: all. Of the server for `in`, of the other side for `out`. */
      ports: z.array(z.string()),
      /** Networks in CIDR notation, IPv4 and IPv6; none: anywhere. */
      sources: z.array(z.string()),
      destinations: z.array(z.string()),
      action: decision,
    }),
  ),
  /** What becomes of what no rule matches. */
  default_in: decision,
  default_out: decision,
});
export type CustomerFirewall = z.output<typeof customerFirewall>;

/** A server whose customer has no rules: everything is let through. */
export const OPEN_FIREWALL: CustomerFirewall = { rules: [], default_in: "accept", default_out: "accept" };

/** What the network lets a server do: its addresses, its mail, its customer's rules. */
const safety = {
  /** Outgoing TCP 25 stays closed until an operator opens it. */
  smtp_open: z.boolean(),
  /** IPv4 addresses and IPv6 networks beside its own, in CIDR notation. */
  extra_addresses: z.array(z.string()).default([]),
  firewall: customerFirewall.default(OPEN_FIREWALL),
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
  ...safety,
});

/** The network's safety alone, whatever the VM is doing: address filter, outgoing mail, the customer's rules. */
export const protectJob = z.object({
  ...vm,
  mac: z.string(),
  ipv4: z.object({ address: z.string() }).nullable(),
  ipv6: z.object({ network: z.string(), prefix: z.number().int() }).nullable(),
  ...safety,
});

/**
 * The VM as our records have it, but for what first boot depends on: size, limits and the network card. For a VM that has
 * booted before, whose first boot must not run again. It is stopped; its disk grows and never shrinks.
 */
export const reshapeJob = configureJob
  .pick({
    server: true,
    endpoint: true,
    vmid: true,
    mark: true,
    cores: true,
    cpu_type: true,
    cpu_limit: true,
    cpu_units: true,
    memory_mb: true,
    balloon_mb: true,
    disk: true,
    nic: true,
  })
  .extend({
    /** Whether a disk smaller than `disk.gb` grows to it. */
    grow: z.boolean(),
  });

/** Puts the endpoint's rescue system first in the boot order, or takes it out again. The VM is stopped. */
export const rescueJob = z.object({
  ...vm,
  /** Volume id of its ISO image; null: the VM boots its disk again. */
  iso: z.string().nullable(),
});

/** New password or keys for the image's user: by the guest agent, else by a first boot that was agreed to. */
export const resetAccessJob = z.object({
  ...vm,
  user: z.string(),
  /** JWE to the location's key: `{password}`; null: it stays as it is. */
  sealed_password: z.string().nullable(),
  /** All that may sign in from now on; null: they stay as they are. */
  ssh_keys: z.array(z.string()).nullable(),
  /** Whether cloud-init may do it where the agent does not answer: the guest's first boot runs again. */
  first_boot: z.boolean(),
});

/** Brings the VM to a power state; finding it there already is success. */
export const powerJob = z.object({
  ...vm,
  operation: z.enum(["start", "shutdown", "stop", "reboot"]),
  /** Whether a shutdown that is ignored ends by cutting the power. */
  force: z.boolean().optional(),
  /** Whether a hold's record on the VM is left over from one that was lifted: then it is removed, and is no refusal. */
  stale_hold: z.boolean().optional(),
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
  "server.protect": protectJob,
  "server.power": powerJob,
  "server.reshape": reshapeJob,
  "server.rescue": rescueJob,
  "server.reset_access": resetAccessJob,
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
  /** `foreign_rules`: firewall rules of the VM that are neither ours nor the customer's; left as they are. */
  "server.protect": z.object({ node: z.string(), foreign_rules: z.number().int() }),
  "server.power": z.object({ power: powerState, node: z.string() }),
  /** `disk_gb`: what the boot disk has now, whatever was asked for. */
  "server.reshape": z.object({ node: z.string(), disk_gb: z.number().int() }),
  "server.rescue": z.object({ node: z.string() }),
  /** `first_boot`: done by the next start of the system, not by its agent. */
  "server.reset_access": z.object({ by: z.enum(["agent", "first_boot"]) }),
  /** `power_before`: what lifting the last hold restores; null where the VM was already held or not there. */
  "server.hold": z.object({ power: powerState, power_before: powerState.nullable() }),
  "server.release": z.object({ power: powerState }),
  "server.destroy": z.object({ existed: z.boolean() }),
} as const;
