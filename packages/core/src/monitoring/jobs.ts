import { z } from "zod";

/** What relays report of a site besides their heartbeat, and what they are asked for outside any action. */

/** A VM as `cluster/resources` shows it. What is zero or unknown is left out: thousands of these travel every minute. */
export const observedVm = z.object({
  vmid: z.number().int(),
  node: z.string(),
  status: z.enum(["running", "stopped", "unknown"]),
  /** Why Proxmox keeps others from changing it: `backup`, `migrate`… */
  lock: z.string().optional(),
  template: z.boolean().optional(),
  /** Seconds since QEMU started. */
  uptime: z.number().default(0),
  /** Bytes since QEMU started. */
  netin: z.number().default(0),
  netout: z.number().default(0),
  /** 0 to 1: of its own cores. */
  cpu: z.number().default(0),
  /** Bytes in use. */
  memory: z.number().default(0),
  /** Bytes of the boot disk. */
  disk: z.number().default(0),
  /** From its configuration, read now and then. Left out: not read yet. */
  config: z
    .object({
      /** `srv_…` of our mark; null: it carries none. */
      server: z.string().nullable(),
      cores: z.number().int(),
      memory_mb: z.number().int(),
      /** Upper case; null: no network card. */
      mac: z.string().nullable(),
      /** Whether its card is behind the firewall. */
      firewall: z.boolean(),
    })
    .optional(),
});
export type ObservedVm = z.output<typeof observedVm>;

export const observedSite = z.object({
  /** Whether the cluster firewall is on: without it no VM's filters work. */
  firewall: z.boolean(),
  nodes: z.array(z.object({ name: z.string(), online: z.boolean(), cores: z.number(), memory_mb: z.number() })),
  storages: z.array(
    z.object({
      name: z.string(),
      node: z.string(),
      shared: z.boolean(),
      available: z.boolean(),
      size_gb: z.number(),
      used_gb: z.number(),
    }),
  ),
});
export type ObservedSite = z.output<typeof observedSite>;

/**
 * One part of one look at an endpoint. A round counts once all its parts are there; `at` is the moment before Proxmox was
 * asked, so that what changed since is known to be newer.
 */
export const observationMessage = z.object({
  type: z.literal("observation"),
  version: z.literal(1),
  relay: z.string().max(80),
  location: z.string(),
  at: z.iso.datetime(),
  endpoint: z.string(),
  /** The same for all parts of a round, and for no other. */
  round: z.string().max(150),
  /** From 0. */
  part: z.number().int().min(0),
  parts: z.number().int().min(1),
  /** With part 0. */
  site: observedSite.optional(),
  vms: z.array(observedVm),
});
export type ObservationMessage = z.input<typeof observationMessage>;

export const PERIODS = ["hour", "day", "week", "month", "year"] as const;
export const period = z.enum(PERIODS);
export type Period = z.output<typeof period>;

/** Asks for the averages Proxmox keeps of a VM. Nobody waits for it, and an old question is not worth an answer. */
export const metricsJob = z.object({
  server: z.string(),
  endpoint: z.string(),
  vmid: z.number().int(),
  mark: z.string(),
  period,
});

/** An average over the time since the point before; null: it did not run, or nothing was measured. Bytes a second. */
export const metricPoint = z.object({
  /** Seconds since 1970. */
  t: z.number().int(),
  cpu: z.number().nullable(),
  memory: z.number().nullable(),
  memory_max: z.number().nullable(),
  disk_read: z.number().nullable(),
  disk_write: z.number().nullable(),
  net_in: z.number().nullable(),
  net_out: z.number().nullable(),
});
export type MetricPoint = z.output<typeof metricPoint>;

export const monitoringJobs = { "monitoring.metrics": metricsJob } as const;
export const monitoringResults = {
  "monitoring.metrics": z.object({ server: z.string(), period, points: z.array(metricPoint).max(200) }),
} as const;

/** Job ids of this kind: they belong to no action. */
export const METRICS_JOB = "metrics.";
