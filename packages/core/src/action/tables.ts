import type { Json } from "../kernel/tables.ts";
import type { JobError } from "./jobs.ts";
import type { Preemption } from "./preempted.ts";
import type { ActionStatus, StepStatus } from "./schema.ts";

export interface ActionTable {
  id: string;
  tenant_id: string | null;
  /** Name of the workflow: `server.create`. */
  command: string;
  subject_type: string;
  subject_id: string;
  input: Json<Record<string, unknown>>;
  status: ActionStatus;
  attempt: number;
  /** A new attempt that only undoes what an earlier one could not. */
  undo_only: boolean;
  error_step: string | null;
  error_code: string | null;
  error_message: string | null;
  /** Proxmox's own words; operators only. */
  error_detail: string | null;
  leftovers: Json<string[]>;
  cancel_requested: boolean;
  /** What took its place; null where it was merely cancelled. */
  preempted_by: Preemption | null;
  /** The action that has to end before this one starts. */
  follows: string | null;
  request_id: string;
  started_by: string;
  created_at: Date;
  finished_at: Date | null;
}

export interface ActionStepTable {
  action_id: string;
  attempt: number;
  name: string;
  status: StepStatus;
  fraction_percent: number;
  message: string | null;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface JobTable {
  /** `<action>.<attempt>.<step>.<do|undo>` */
  id: string;
  action_id: string;
  attempt: number;
  step: string;
  phase: "do" | "undo" | "absence";
  kind: string;
  location: string;
  group_key: string;
  payload: Json<Record<string, unknown>>;
  status: "scheduled" | "queued" | "running" | "done" | "failed" | "cancelled";
  try: number;
  run_limit_seconds: number;
  request_id: string;
  /** Step Functions' task token; null for jobs nobody waits for. */
  token: string | null;
  relay: string | null;
  upid: string | null;
  result: Json<Record<string, unknown>> | null;
  error: Json<JobError> | null;
  queued_at: Date;
  /** Scheduled: when it goes out. Queued: when waiting for a relay ends. Running: when its run-time limit ends. */
  due_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface RelayTable {
  name: string;
  location: string;
  version: string;
  started_at: Date;
  last_seen: Date;
  running_jobs: number;
  problems: Json<{ endpoint: string; code: string; message: string }[]>;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    actions: ActionTable;
    action_steps: ActionStepTable;
    jobs: JobTable;
    relays: RelayTable;
  }
}
