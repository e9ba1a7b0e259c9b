import { z } from "zod";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";

export const actionStatus = z.enum(["running", "success", "error"]);
export type ActionStatus = z.output<typeof actionStatus>;

export const stepStatus = z.enum(["pending", "running", "done", "undoing", "undone", "failed"]);
export type StepStatus = z.output<typeof stepStatus>;

export const stepShape = z
  .object({
    name: z.string(),
    title: z.string().describe("For people."),
    status: stepStatus,
    message: z.string().nullable().describe("What it is doing or waiting for right now."),
    started: timestamp.nullable(),
    finished: timestamp.nullable(),
  })
  .meta({ id: "ActionStep" });

export const actionShape = z
  .object({
    id: idShape("act"),
    command: z.string().meta({ example: "server.create" }),
    status: actionStatus,
    progress: z.number().int().min(0).max(100),
    started: timestamp,
    finished: timestamp.nullable(),
    resources: z.array(z.object({ type: z.string(), id: z.string() })),
    error: z
      .object({
        code: z.string(),
        message: z.string(),
        step: z.string().nullable().describe("The step that failed."),
        leftovers: z.array(z.string()).describe("What could not be undone; empty as a rule."),
      })
      .nullable(),
    steps: z.array(stepShape),
    attempt: z.number().int(),
    request_id: z.string().describe("The request that set it in motion."),
  })
  .meta({ id: "Action" });
export type ActionView = z.input<typeof actionShape>;

/** Operators see whose it is, and Proxmox's own words. */
export const operatorActionShape = actionShape
  .extend({
    tenant: z.object({ id: z.string(), name: z.string() }).nullable(),
    started_by: z.string(),
    detail: z.string().nullable().describe("Proxmox's own words."),
    execution: z.string().describe("Name of the Step Functions execution."),
    jobs: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        status: z.string(),
        location: z.string(),
        relay: z.string().nullable(),
        upid: z.string().nullable(),
        queued: timestamp,
        started: timestamp.nullable(),
        finished: timestamp.nullable(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "OperatorAction" });

export const actionAnswer = z.object({ action: actionShape });
export const actionList = z.object({ actions: z.array(actionShape), meta: pagination });
export const operatorActionAnswer = z.object({ action: operatorActionShape });
export const operatorActionList = z.object({
  actions: z.array(operatorActionShape.omit({ jobs: true })),
  meta: pagination,
});
