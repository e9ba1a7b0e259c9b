import { z } from "zod";

/**
 * What control plane and relays say to each other. Jobs go to a location's FIFO queue (message group: `group`,
 * deduplication: `<job>.<try>`); everything a relay has to say comes back on the one results queue (FIFO, group: the job,
 * or the relay for heartbeats). Both sides parse with these schemas.
 */
export const jobMessage = z.object({
  version: z.literal(1),
  /** `<action>.<attempt>.<step>.<do|undo>`. The same id again is the same job: look before you act. */
  job: z.string().max(120),
  /** Counts up when a job is issued again after a result that said `retryable`. */
  try: z.number().int().min(1),
  kind: z.string(),
  location: z.string(),
  group: z.string(),
  /** The request that set this in motion; in every log line. */
  request_id: z.string(),
  issued_at: z.iso.datetime(),
  /** The relay stops working on it that long after its first progress message. */
  run_limit_seconds: z.number().int().positive(),
  /** Jobs that this one makes pointless: not begun yet, they are answered `cancelled` without being done. */
  supersedes: z.array(z.string()),
  payload: z.record(z.string(), z.unknown()),
});
export type JobMessage = z.output<typeof jobMessage>;

const fromRelay = { version: z.literal(1), relay: z.string(), location: z.string(), at: z.iso.datetime() };
const aboutJob = { ...fromRelay, job: z.string(), try: z.number().int(), request_id: z.string() };

/** Work has begun or moved on. The first one starts the run-time limit. */
export const progressMessage = z.object({
  type: z.literal("progress"),
  ...aboutJob,
  /** 0 to 1; null where it cannot be told. */
  fraction: z.number().min(0).max(1).nullable(),
  /** For the customer's timeline: `Copying the image`. */
  message: z.string().max(200).nullable(),
  /** The Proxmox task that runs now, as soon as it is known. */
  upid: z.string().nullable(),
});

export const jobError = z.object({
  /** Stable: see RELAY_ERRORS in the relay. */
  code: z.string(),
  /** For the customer. */
  message: z.string(),
  /** Proxmox's own words, for the operator. */
  detail: z.string().nullable(),
  retryable: z.boolean(),
});
export type JobError = z.output<typeof jobError>;

export const resultMessage = z.object({
  type: z.literal("result"),
  ...aboutJob,
  outcome: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), result: z.record(z.string(), z.unknown()) }),
    z.object({ ok: z.literal(false), error: jobError }),
  ]),
});

/** Sent on start and every 30 s. `problems` is what the site check found, by endpoint. */
export const heartbeatMessage = z.object({
  type: z.literal("heartbeat"),
  ...fromRelay,
  relay_version: z.string(),
  started_at: z.iso.datetime(),
  running_jobs: z.number().int(),
  problems: z.array(z.object({ endpoint: z.string(), code: z.string(), message: z.string() })),
});

export const relayMessage = z.discriminatedUnion("type", [progressMessage, resultMessage, heartbeatMessage]);
export type RelayMessage = z.output<typeof relayMessage>;
