import { z } from "zod";
import { cancelAction, isStepDone, startAction } from "../action/index.ts";
import { whileTime } from "../kernel/deadline.ts";
import {
  type App,
  AppError,
  type Ctx,
  command,
  execute,
  idShape,
  system,
  type Work,
  type Workflow,
} from "../kernel/index.ts";
import { statusBefore, tenantIdOf } from "./begin.ts";
import { destroyVm, releaseReservation } from "./create.workflow.ts";
import { beginPower } from "./power.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer, type ServerRow, takeLock } from "./repository.ts";
import { type ServerStatus, serverRef } from "./schema.ts";

export const deleteWorkflow: Workflow = {
  name: "server.delete",
  steps: [
    {
      kind: "relay",
      name: "destroy",
      title: "Remove the server and its disks",
      do: {
        ...destroyVm,
        async done(ctx, work, result) {
          await destroyVm.done?.(ctx, work, result);
          // The action may have ended without this result: then there is nothing left of the server to run.
          await ctx.db
            .updateTable("servers")
            .set({ status: "failed" })
            .where("id", "=", work.subject.id)
            .where("action_id", "is", null)
            .where("deleted_at", "is", null)
            .execute();
        },
      },
      undo: { none: "What is gone cannot be brought back; a deletion that failed can be repeated." },
    },
    {
      kind: "control",
      name: "release",
      title: "Give back capacity and addresses",
      do: releaseReservation,
      undo: { none: "Nothing after it can fail." },
    },
  ],
  async ended(ctx, work, outcome) {
    const succeeded = outcome.status === "success";
    await ctx.db
      .updateTable("servers")
      .set(
        succeeded
          ? { status: "deleted", name_key: null, action_id: null, deletion_due: null, deleted_at: ctx.now }
          : { status: (await isStepDone(ctx, work, "destroy")) ? "failed" : whatRemains(work), action_id: null },
      )
      .where("id", "=", work.subject.id)
      .where("action_id", "=", work.action)
      .execute();
    if (!succeeded) return;
    ctx.send({ topic: "event", type: "server.deleted", tenant: work.tenant, payload: { server: work.subject.id } });
  },
};

/** What a deletion that has removed nothing leaves: the server as it was found. */
function whatRemains(work: Work): ServerStatus {
  const { before } = work.input;
  if (before === "creating" || before === "failed") return "failed";
  return statusBefore(work);
}

/** Deletes at once. A server that is being created: its creation is cancelled and undone first. */
export const deleteServer = command({
  name: "server.delete",
  permission: "server:delete",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    refuseUnless("delete", row);
    const action = await beginDeletion(ctx, row);
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { name: row.name, action: action.id },
    });
    return { server: await getServer(ctx, id), action };
  },
});

async function beginDeletion(ctx: Ctx, row: ServerRow) {
  const id = ctx.id("act");
  if (row.action_id) await cancelAction(ctx, row.action_id);
  await takeLock(ctx, row, id, { status: "deleting" });
  return startAction(ctx, {
    id,
    workflow: deleteWorkflow,
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { before: row.status },
    ...(row.action_id ? { follows: row.action_id } : {}),
  });
}

const HOUR = 3600 * 1000;

/** Stops the server now and deletes it after a time in which that can be cancelled. */
export const scheduleDeletion = command({
  name: "server.schedule_deletion",
  permission: "server:delete",
  input: z.strictObject({
    id: idShape("srv"),
    after_hours: z
      .int()
      .min(1)
      .max(90 * 24)
      .default(7 * 24)
      .describe("How long the server is kept, stopped.")
      .meta({ example: 168 }),
  }),
  async run(ctx, { id, after_hours }) {
    const row = await lockServer(ctx, id);
    refuseUnless("scheduleDeletion", row);
    const due = new Date(ctx.now.getTime() + after_hours * HOUR);
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { due: due.toISOString() } });
    if (row.status === "running") await beginPower(ctx, row, "shutdown", { deletion_due: due });
    else await ctx.db.updateTable("servers").set({ deletion_due: due }).where("id", "=", id).execute();
    return { server: await getServer(ctx, id) };
  },
});

export const cancelDeletion = command({
  name: "server.cancel_deletion",
  permission: "server:delete",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    refuseUnless("cancelDeletion", row);
    await ctx.db.updateTable("servers").set({ deletion_due: null }).where("id", "=", id).execute();
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { due: null } });
    return { server: await getServer(ctx, id) };
  },
});

/** Schedule: begins the deletions that are due. A held or locked server waits for the next round. */
export async function deleteDueServers(app: App, limit = 50): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("servers")
    .select("id")
    .where("deletion_due", "<=", app.clock.now())
    .where("deleted_at", "is", null)
    .where("status", "!=", "deleting")
    .where("holds", "=", 0)
    .where("action_id", "is", null)
    .orderBy("deletion_due")
    .limit(limit)
    .execute();
  const call = { app, actor: system("schedule deletions"), requestId: "schedule" };
  for (const { id } of whileTime(app, due)) {
    try {
      await execute(call, deleteServer, { id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      app.log.warn("due deletion waits", { server: id, code: error.code });
    }
  }
  return due.length;
}
