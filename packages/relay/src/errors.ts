import type { JobError } from "@hostwright/core/action/jobs";

/**
 * Every error code a relay answers, stable, with what the customer reads and whether trying again later may help.
 * Proxmox's own words travel beside it, for the operator.
 */
export const RELAY_ERRORS = {
  vmid_taken: { message: "The machine's number is in use by another machine. Nothing was touched.", retryable: false },
  vmid_has_leftovers: {
    message: "Disks or backups of an earlier machine use this number. Nothing was touched.",
    retryable: false,
  },
  vm_missing: { message: "The machine is not there.", retryable: false },
  vm_locked: { message: "The machine is busy with another task.", retryable: true },
  vm_not_running: { message: "The machine did not start.", retryable: true },
  held: { message: "The server is suspended and was not started.", retryable: false },
  vm_not_stopped: { message: "The machine is running; this is changed while it is off.", retryable: false },
  agent_unavailable: {
    message:
      "The guest agent inside the server does not answer. Install and start qemu-guest-agent, or confirm that the system's first boot may run again.",
    retryable: false,
  },
  agent_failed: { message: "The guest agent could not do it inside the server.", retryable: false },
  guest_did_not_stop: { message: "The operating system did not shut down in time.", retryable: false },
  template_missing: { message: "The image is not available at this location.", retryable: false },
  image_unusable: { message: "The image cannot be set up: it lacks a disk or a cloud-init drive.", retryable: false },
  disk_smaller_than_image: { message: "The plan's disk is smaller than the image.", retryable: false },
  storage_full: { message: "The location's storage is full.", retryable: false },
  cluster_firewall_off: { message: "The location is not safe to use: its firewall is off.", retryable: true },
  move_refused: { message: "The server cannot be moved to that node.", retryable: false },
  destroy_incomplete: { message: "The machine is gone, but disks or firewall settings of it remain.", retryable: true },
  task_failed: { message: "The location could not finish the task.", retryable: true },
  proxmox_refused: { message: "The location refused the request.", retryable: false },
  token_refused: { message: "The location refused the relay's access.", retryable: true },
  endpoint_unreachable: { message: "The location's servers cannot be reached.", retryable: true },
  run_limit_exceeded: { message: "The task took too long.", retryable: true },
  sealed_value_unreadable: { message: "A sealed value could not be opened by this location's key.", retryable: false },
  console_unavailable: { message: "This location has no consoles.", retryable: false },
  preempted: { message: "The server was suspended or turned off meanwhile.", retryable: false },
  snapshot_missing: { message: "The snapshot is not there any more.", retryable: false },
  backup_missing: { message: "The backup is not there any more.", retryable: false },
  backup_storage_away: { message: "The location's storage for backups cannot be reached.", retryable: true },
  cancelled: { message: "Cancelled before it began.", retryable: false },
  unknown_endpoint: { message: "The location's relay does not know this endpoint.", retryable: false },
  bad_job: { message: "The relay does not understand this job. Its version may be too old.", retryable: false },
  internal: { message: "Something went wrong in the relay.", retryable: true },
} as const satisfies Record<string, { message: string; retryable: boolean }>;

export type RelayErrorCode = keyof typeof RELAY_ERRORS;

/** How a job handler says that its job failed. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
  readonly code: RelayErrorCode;
  readonly detail: string | null;

  constructor(code: RelayErrorCode, detail: string | null = null) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/** Longest detail that goes along; a results message must stay far below SQS's limit. */
const DETAIL_CHARACTERS = 2_000;

export function jobErrorOf(code: RelayErrorCode, detail: string | null, secrets: Iterable<string> = []): JobError {
  let words = detail;
  for (const secret of secrets) if (secret) words = words?.replaceAll(secret, "[secret]") ?? null;
  return { code, ...RELAY_ERRORS[code], detail: words?.slice(0, DETAIL_CHARACTERS) ?? null };
}
