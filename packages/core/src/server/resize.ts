import { z } from "zod";
import { AppError, command, idShape, invalidField } from "../kernel/index.ts";
import { issueVmid, requireRoom } from "../placement/index.ts";
import { requireQuota } from "../quota/index.ts";
import { requireOrder } from "../tenant/index.ts";
import { beginAction } from "./begin.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer } from "./repository.ts";
import { resizeWorkflow, type Size } from "./resize.workflow.ts";
import { canResizeTo } from "./state.ts";

export const resizeInput = z.strictObject({
  id: idShape("srv"),
  plan: z.string().max(40).describe("Name or id of a plan.").meta({ example: "m1" }),
  upgrade_disk: z
    .boolean()
    .default(true)
    .describe(
      "Whether the disk grows to the plan's. It never shrinks again: without it, the way back to a smaller plan stays open.",
    ),
  restart: z
    .boolean()
    .default(false)
    .describe("Whether a running server may be shut down for it, and started again afterwards."),
});

/** Changes a server's plan: its size, its limits and its price. Done while it is off, on the node where it is. */
export const resizeServer = command({
  name: "server.resize",
  permission: "server:resize",
  input: resizeInput,
  async run(ctx, { id, plan: wanted, upgrade_disk, restart }) {
    const row = await lockServer(ctx, id);
    refuseUnless("resize", row);
    const plan = await ctx.db
      .selectFrom("plans")
      .selectAll()
      .where((eb) => eb.or([eb("name", "=", wanted), eb("id", "=", wanted)]))
      .executeTakeFirst();
    if (!plan?.available) throw invalidField("plan", `there is no plan '${wanted}'`);
    const verdict = canResizeTo({ plan: { id: row.plan_id }, disk_gb: row.disk_gb }, plan, upgrade_disk);
    if (!verdict.ok) throw new AppError(verdict.code, verdict.reason);
    if (row.status === "running" && !restart)
      throw new AppError(
        "server_not_stopped",
        "A server is resized while it is off. Stop it first, or allow a restart with 'restart'.",
      );
    if (!row.node_id || !row.storage_id)
      throw new AppError("resource_unavailable", "nobody knows where this server runs; ask support");

    await requireOrder(ctx, { kind: "resize", plan: plan.name, server: id });
    const from: Size = sizeOf(row);
    const to: Size = {
      plan_id: plan.id,
      cores: plan.cores,
      memory_mb: plan.memory_mb,
      disk_gb: upgrade_disk ? plan.disk_gb : row.disk_gb,
      price_amount: plan.price_amount,
      currency: plan.currency,
    };
    const growth = to.disk_gb - from.disk_gb;
    // Nobody needs the id: it is the turn that counts.
    await issueVmid(ctx, row.endpoint_id);
    await requireQuota(ctx, row.tenant_id, {
      cores: to.cores - from.cores,
      memory_mb: to.memory_mb - from.memory_mb,
      disk_gb: growth,
    });
    await requireRoom(ctx, {
      node: row.node_id,
      storage: row.storage_id,
      cores: to.cores - from.cores,
      memory_mb: to.memory_mb - from.memory_mb,
      disk_gb: growth,
    });
    const action = await beginAction(ctx, row, resizeWorkflow, { status: "resizing" }, { from, to });
    // What it gives up stays reserved until the change is done, so that there is a way back.
    await ctx.db
      .updateTable("servers")
      .set({ cores: Math.max(from.cores, to.cores), memory_mb: Math.max(from.memory_mb, to.memory_mb) })
      .where("id", "=", id)
      .execute();
    if (growth > 0)
      await ctx.db
        .insertInto("storage_reservations")
        .values({
          action_id: action.id,
          tenant_id: row.tenant_id,
          server_id: id,
          storage_id: row.storage_id,
          disk_gb: growth,
        })
        .execute();
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: {
        plan: { before: from.plan_id, after: to.plan_id },
        disk_gb: { before: from.disk_gb, after: to.disk_gb },
        action: action.id,
      },
    });
    return { server: await getServer(ctx, id), action };
  },
});

const sizeOf = ({ plan_id, cores, memory_mb, disk_gb, price_amount, currency }: Size): Size => ({
  plan_id,
  cores,
  memory_mb,
  disk_gb,
  price_amount,
  currency,
});
