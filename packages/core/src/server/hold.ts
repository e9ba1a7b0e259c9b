import { z } from "zod";
import { cancelAction, startAction } from "../action/index.ts";
import { affected } from "../kernel/database/index.ts";
import { whileTime } from "../kernel/deadline.ts";
import { type App, AppError, type Ctx, command, execute, idShape, notFound, system } from "../kernel/index.ts";
import { tenantIdOf } from "./begin.ts";
import { holdWorkflow, releaseWorkflow } from "./hold.workflow.ts";
import { operatorServer } from "./list.ts";
import { beginPower } from "./power.ts";
import { refuseUnless } from "./refuse.ts";
import { isManagedElsewhere, lockServer, type ServerRow, takeLock } from "./repository.ts";
import { holdInput, serverRef } from "./schema.ts";
import { isUninterrupted } from "./state.ts";

/** Stops a server and keeps it from its owner. Stacks; pre-empts what is under way. */
export const placeHold = command({
  name: "operator.hold.place",
  permission: "operator:hold",
  input: holdInput,
  async run(ctx, { id, kind, reason, until }) {
    if (ctx.actor.type !== "operator") throw new AppError("forbidden", "holds are placed by operators");
    const row = await lockServer(ctx, id);
    refuseUnless("hold", row);
    const hold = ctx.id("hld");
    await ctx.db
      .insertInto("holds")
      .values({
        id: hold,
        tenant_id: row.tenant_id,
        server_id: id,
        kind,
        reason,
        placed_by: ctx.actor.user,
        since: ctx.now,
        until: until ? new Date(until) : null,
        lifted_at: null,
        lifted_by: null,
      })
      .execute();
    await ctx.db
      .updateTable("servers")
      .set({ holds: row.holds + 1 })
      .where("id", "=", id)
      .execute();
    const action = await beginHold(ctx, row);
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: {
        hold,
        kind,
        reason,
        until: until ?? null,
        holds: { before: row.holds, after: row.holds + 1 },
        action: action.id,
      },
    });
    ctx.send({ topic: "event", type: "server.held", tenant: row.tenant_id, payload: { server: id, hold, kind } });
    return { server: await operatorServer(ctx, id), action };
  },
});

/** Stops the server under a hold that is in force already. */
export async function beginHold(ctx: Ctx, row: ServerRow) {
  const id = ctx.id("act");
  const waits = isUninterrupted(row.status) && row.action_id !== null;
  // A creation, say, ends first (without starting the server); anything else is cancelled, and stopped under way.
  if (row.action_id && !waits) await cancelAction(ctx, row.action_id, "hold");
  await takeLock(ctx, row, id, waits ? {} : { status: "stopping" });
  return startAction(ctx, {
    id,
    workflow: holdWorkflow,
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { before: row.status === "running" || row.status === "rebooting" ? "running" : "stopped" },
    ...(waits && row.action_id ? { follows: row.action_id } : {}),
  });
}

export const liftHold = command({
  name: "operator.hold.lift",
  permission: "operator:hold",
  input: z.strictObject({ id: idShape("hld") }),
  async run(ctx, { id }) {
    const hold = await ctx.db.selectFrom("holds").selectAll().where("id", "=", id).executeTakeFirst();
    if (!hold || hold.lifted_at) throw notFound("hold");
    const row = await lockServer(ctx, hold.server_id);
    if (row.holds <= 1 && row.action_id)
      throw new AppError("locked", "the server is just being stopped; lift the hold when that has ended", {
        action: row.action_id,
      });
    const lifted = await ctx.db
      .updateTable("holds")
      .set({ lifted_at: ctx.now, lifted_by: ctx.actor.type === "operator" ? ctx.actor.user : "schedule" })
      .where("id", "=", id)
      .where("lifted_at", "is", null)
      .executeTakeFirst();
    // Somebody else, or the schedule, has lifted it while we waited for the server: it must not count twice.
    if (affected(lifted) === 0) throw notFound("hold");
    await ctx.db
      .updateTable("servers")
      .set({ holds: Math.max(0, row.holds - 1) })
      .where("id", "=", row.id)
      .execute();
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id: row.id },
      changes: { lifted: id, kind: hold.kind, holds: { before: row.holds, after: Math.max(0, row.holds - 1) } },
    });
    ctx.send({
      topic: "event",
      type: "server.hold_lifted",
      tenant: row.tenant_id,
      payload: { server: row.id, hold: id },
    });
    const last = row.holds <= 1;
    const release = last && row.status !== "failed" && !isManagedElsewhere(row);
    const action = release ? await beginRelease(ctx, row) : null;
    return { server: await operatorServer(ctx, row.id), action };
  },
});

async function beginRelease(ctx: Ctx, row: ServerRow) {
  const id = ctx.id("act");
  const start = row.power_before_hold === "running" && row.deletion_due === null;
  await takeLock(ctx, row, id, { status: start ? "starting" : "stopped" });
  return startAction(ctx, {
    id,
    workflow: releaseWorkflow,
    tenant: tenantIdOf(row),
    subject: { type: "server", id: row.id },
    input: { start },
  });
}

/** An operator's stop: cuts the power whatever else is under way. The owner may start it again. */
export const stopAsOperator = command({
  name: "operator.server.stop",
  permission: "operator:power",
  input: serverRef,
  async run(ctx, { id }) {
    const row = await lockServer(ctx, id);
    // A held server is being stopped, or is; its hold must not be cancelled by this.
    if (
      row.holds > 0 ||
      isManagedElsewhere(row) ||
      isUninterrupted(row.status) ||
      row.status === "deleting" ||
      row.status === "failed"
    )
      refuseUnless("stop", row);
    if (row.action_id) await cancelAction(ctx, row.action_id, "operator");
    const action = await beginPower(ctx, row, "stop", { preempts: true });
    ctx.audit({ tenant: row.tenant_id, resource: { type: "server", id }, changes: { action: action.id } });
    return { server: await operatorServer(ctx, id), action };
  },
});

/** Schedule: lifts the holds whose time is over. */
export async function liftDueHolds(app: App, limit = 50): Promise<number> {
  const due = await app.db.kysely
    .selectFrom("holds")
    .select("id")
    .where("lifted_at", "is", null)
    .where("until", "<=", app.clock.now())
    .orderBy("until")
    .limit(limit)
    .execute();
  const call = { app, actor: system("schedule holds"), requestId: "schedule" };
  for (const { id } of whileTime(app, due)) {
    try {
      await execute(call, liftHold, { id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      app.log.warn("due hold stays", { hold: id, code: error.code });
    }
  }
  return due.length;
}
