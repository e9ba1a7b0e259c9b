import { inScope } from "../access/index.ts";
import { jsonOut, upsert } from "../kernel/database/index.ts";
import { AppError, type Ctx, type Id, notFound, tenantScope, type Work } from "../kernel/index.ts";
import type { ActionRow, StepRow } from "./present.ts";
import type { ActionStepTable } from "./tables.ts";

/** The action for the rest of this transaction: steps, results and cancellation take turns on it. */
export async function lockAction(ctx: Ctx, id: string): Promise<ActionRow> {
  const row = await ctx.db.selectFrom("actions").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw notFound("action");
  return row;
}

export function workOf(action: ActionRow): Work {
  return {
    action: brand("act", action.id),
    attempt: action.attempt,
    tenant: action.tenant_id === null ? null : brand("ten", action.tenant_id),
    subject: { type: action.subject_type, id: action.subject_id },
    input: jsonOut(action.input),
  };
}

function brand<P extends "act" | "ten">(prefix: P, value: string): Id<P> {
  if (!value.startsWith(`${prefix}_`)) throw new AppError("internal_error", `'${value}' is not a ${prefix} id`);
  return `${prefix}_${value.slice(prefix.length + 1)}`;
}

export async function stepRows(ctx: Ctx, actions: { id: string; attempt: number }[]): Promise<StepRow[]> {
  if (actions.length === 0) return [];
  const attempts = new Map(actions.map((action) => [action.id, action.attempt]));
  const rows = await ctx.db
    .selectFrom("action_steps")
    .selectAll()
    .where("action_id", "in", [...attempts.keys()])
    .execute();
  return rows.filter((row) => row.attempt === attempts.get(row.action_id));
}

/** Whether a step of the present attempt has done its work. */
export async function isStepDone(ctx: Ctx, work: Pick<Work, "action" | "attempt">, step: string): Promise<boolean> {
  const rows = await stepRows(ctx, [{ id: work.action, attempt: work.attempt }]);
  return rows.some((row) => row.name === step && row.status === "done");
}

/** Writes what a step is doing now. Its start is kept from the first time. */
export async function writeStep(
  ctx: Ctx,
  work: { action: string; attempt: number },
  step: Pick<ActionStepTable, "name" | "status"> & Partial<ActionStepTable>,
): Promise<void> {
  const row: ActionStepTable = {
    action_id: work.action,
    attempt: work.attempt,
    fraction_percent: step.status === "done" ? 100 : 0,
    message: null,
    started_at: ctx.now,
    finished_at: step.status === "running" || step.status === "undoing" ? null : ctx.now,
    ...step,
  };
  await upsert(ctx.db, "action_steps", row, {
    keys: ["action_id", "attempt", "name"],
    update: ["status", "fraction_percent", "message", "finished_at"],
  });
}

/** The actions a ctx may see; others answer 404 like those that do not exist. */
export function visibleActions(ctx: Ctx) {
  const tenant = tenantScope(ctx);
  const query = ctx.db.selectFrom("actions");
  if (tenant === undefined) return query;
  return inScope(ctx, "actions.subject_id").reduce(
    (all, condition) => all.where(condition),
    query.where("actions.tenant_id", "=", tenant),
  );
}
