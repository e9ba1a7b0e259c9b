import { jsonIn } from "../kernel/database/index.ts";
import { actorId, type Ctx, type Id, stateMachineName, type Workflow } from "../kernel/index.ts";
import { actionView } from "./present.ts";
import type { ActionView } from "./schema.ts";

export interface ActionOrder {
  workflow: Workflow;
  tenant: Id<"ten"> | null;
  subject: { type: string; id: string };
  input?: Record<string, unknown>;
  /** The action that has to end first; this one starts by itself then. */
  follows?: string;
  /** Chosen beforehand where a lock needs it before the row exists. */
  id?: Id<"act">;
}

/** Creates an action; its execution starts after the commit, or when the action it follows has ended. */
export async function startAction(ctx: Ctx, order: ActionOrder): Promise<ActionView> {
  const row = {
    id: order.id ?? ctx.id("act"),
    tenant_id: order.tenant,
    command: order.workflow.name,
    subject_type: order.subject.type,
    subject_id: order.subject.id,
    status: "running" as const,
    attempt: 1,
    undo_only: false,
    error_step: null,
    error_code: null,
    error_message: null,
    error_detail: null,
    cancel_requested: false,
    preempted_by: null,
    follows: order.follows ?? null,
    request_id: ctx.requestId,
    started_by: actorId(ctx.actor),
    created_at: ctx.now,
    finished_at: null,
  };
  await ctx.db
    .insertInto("actions")
    .values({ ...row, input: jsonIn(order.input ?? {}), leftovers: jsonIn<string[]>([]) })
    .execute();
  if (!order.follows) sendExecution(ctx, row);
  return actionView(ctx.app, { ...row, leftovers: [] }, []);
}

/** Starts the execution of an action's current attempt, through the outbox. */
export function sendExecution(ctx: Ctx, action: { id: string; command: string; attempt: number }): void {
  ctx.send({
    topic: "execution",
    workflow: stateMachineName(action.command),
    name: executionName(action),
    input: { action: action.id, attempt: action.attempt },
  });
}

export const executionName = (action: { id: string; attempt: number }): string => `${action.id}-${action.attempt}`;
