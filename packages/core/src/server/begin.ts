import { type ActionView, startAction } from "../action/index.ts";
import { type Ctx, type Id, isId, notFound, type Work, type Workflow } from "../kernel/index.ts";
import type { PowerState } from "./jobs.ts";
import { type ServerRow, subjectServer, takeLock } from "./repository.ts";
import type { ServerStatus } from "./schema.ts";
import { isTransitional } from "./state.ts";

/** What a server passes through while an action changes it; `status` left out: it stays as it is (a backup, say). */
export interface Change {
  status?: ServerStatus;
  deletion_due?: Date | null;
  sealed_password?: string | null;
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
  await takeLock(ctx, row, action, { ...change, power_seen: null });
  return startAction(ctx, {
    id: action,
    workflow,
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { before: row.status === "running" ? "running" : "stopped", ...input },
  });
}

/**
 * The end of a change: gives the lock back, and shows the server as a relay last saw it, or else as it was found.
 * Where a hold took the lock meanwhile, that is its to do.
 */
export async function endChange(ctx: Ctx, work: Work): Promise<void> {
  const { status, power_seen } = await subjectServer(ctx, work.subject.id);
  await ctx.db
    .updateTable("servers")
    .set({ action_id: null, ...(isTransitional(status) ? { status: power_seen ?? statusBefore(work) } : {}) })
    .where("id", "=", work.subject.id)
    .where("action_id", "=", work.action)
    .execute();
}

/**
 * Takes what a relay saw in the middle of a longer change, which keeps its passing state until it ends (`endChange`).
 * Where the action has ended without it, it counts at once: nobody else is changing the server then.
 */
export async function notePower(ctx: Ctx, work: Work, power: PowerState): Promise<void> {
  await ctx.db
    .updateTable("servers")
    .set((eb) => ({
      power_seen: power,
      status: eb.case().when("action_id", "is", null).then(power).else(eb.ref("status")).end(),
    }))
    .where("id", "=", work.subject.id)
    .where((eb) => eb.or([eb("action_id", "=", work.action), eb("action_id", "is", null)]))
    .where("status", "not in", ["failed", "deleted"])
    .execute();
}

/** How the server was found: what is shown of it while nobody has reported better. */
export const statusBefore = (work: Work) => (work.input.before === "running" ? "running" : "stopped");

export function tenantIdOf(row: { tenant_id: string }): Id<"ten"> {
  if (!isId("ten", row.tenant_id)) throw notFound("tenant");
  return row.tenant_id;
}
