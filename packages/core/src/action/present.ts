import type { Selectable } from "kysely";
import { type App, hasUndo } from "../kernel/index.ts";
import type { ActionView } from "./schema.ts";
import type { ActionStepTable, ActionTable } from "./tables.ts";

export type ActionRow = Selectable<ActionTable>;
export type StepRow = Selectable<ActionStepTable>;
type Shown = Omit<ActionRow, "input" | "leftovers"> & { leftovers: string[] };

/** An action as customers see it: the workflow's steps in order, those that have not begun as `pending`. */
export function actionView(app: App, action: Shown, rows: StepRow[], waiting?: string): ActionView {
  const workflow = app.workflows.get(action.command);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const steps = (workflow?.steps ?? []).map((step) => {
    const row = byName.get(step.name);
    return {
      name: step.name,
      title: step.title,
      status: row?.status ?? ("pending" as const),
      message:
        row?.status === "running" || row?.status === "undoing" ? (waiting ?? row.message) : (row?.message ?? null),
      started: row?.started_at?.toISOString() ?? null,
      finished: row?.finished_at?.toISOString() ?? null,
    };
  });
  return {
    id: action.id,
    command: action.command,
    status: action.status,
    progress: progress(action, rows, workflow?.steps.length ?? 0),
    started: action.created_at.toISOString(),
    finished: action.finished_at?.toISOString() ?? null,
    resources: [{ type: action.subject_type, id: action.subject_id }],
    error:
      action.status === "error" || action.error_code !== null
        ? {
            code: action.error_code ?? "internal_error",
            message: action.error_message ?? "The action failed.",
            step: action.error_step,
            leftovers: action.leftovers,
          }
        : null,
    steps,
    attempt: action.attempt,
    request_id: action.request_id,
  };
}

/** Whole percent: each step counts the same, a running one by its own fraction. */
function progress(action: Shown, rows: StepRow[], total: number): number {
  if (action.status !== "running") return 100;
  if (total === 0) return 0;
  const done = rows.reduce((sum, row) => sum + (row.status === "done" ? 100 : row.fraction_percent), 0);
  return Math.min(99, Math.floor(done / total));
}

/**
 * What an undo that failed has left behind, in the words of the steps' titles.
 * @param before what an earlier attempt had left: a new one undoes only, and begins with the last of it
 */
export function leftoversOf(app: App, command: string, rows: StepRow[], before: string[]): string[] {
  const undone = new Set(rows.filter((row) => row.status === "undone").map((row) => row.name));
  const begun = new Set(rows.map((row) => row.name));
  return (app.workflows.get(command)?.steps ?? [])
    .filter(
      (step) =>
        (begun.has(step.name) || before.includes(step.title)) && !undone.has(step.name) && hasUndo<unknown>(step.undo),
    )
    .map((step) => step.title);
}
