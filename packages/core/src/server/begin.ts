import { type ActionView, startAction } from "../action/index.ts";
import { type Ctx, type Id, isId, notFound, type Work, type Workflow } from "../kernel/index.ts";
import { type ServerRow, subjectServer, takeLock } from "./repository.ts";
import type { ServerStatus } from "./schema.ts";
import { isTransitional } from "./state.ts";

/** What a server passes through while an action changes it; `status` left out: it stays as it is (a backup, say). */
export interface Change {
  status?: ServerStatus;
  deletion_due?: Date | null;
}

/**
 * Locks the server for an action and starts it. The workflow finds in `work.input.before` how the server was found, and
 * must give the lock back when it ends (`endChange`).
 */
export async function beginAction(
  ctx: Ctx,
  row: ServerRow,
  workflow: Workflow,
  change: Change,
  input: Record<string, unknown> = {},
): Promise<ActionView> {
  const action = ctx.id("act");
  await takeLock(ctx, row, action, change);
  return startAction(ctx, {
    id: action,
    workflow,
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { before: row.status === "running" ? "running" : "stopped", ...input },
  });
}

/**
 * The end of a change: gives the lock back, and shows the server as it was found unless the relay has reported better.
 * Where a hold took the lock meanwhile, that is its to do.
 */
export async function endChange(ctx: Ctx, work: Work): Promise<void> {
  const { status } = await subjectServer(ctx, work.subject.id);
  await ctx.db
    .updateTable("servers")
    .set({ action_id: null, ...(isTransitional(status) ? { status: statusBefore(work) } : {}) })
    .where("id", "=", work.subject.id)
    .where("action_id", "=", work.action)
    .execute();
}

/** How the server was found: what is shown of it while nobody has reported better. */
export const statusBefore = (work: Work) => (work.input.before === "running" ? "running" : "stopped");

export function tenantIdOf(row: { tenant_id: string }): Id<"ten"> {
  if (!isId("ten", row.tenant_id)) throw notFound("tenant");
  return row.tenant_id;
}
