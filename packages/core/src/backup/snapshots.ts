import { z } from "zod";
import { AppError, command, idShape } from "../kernel/index.ts";
import { beginAction, getServer, lockServer, refuseUnless } from "../server/index.ts";
import { SNAPSHOT_LIMIT } from "./limits.ts";
import { lockSnapshot, presentSnapshots, type SnapshotRow, snapshotView } from "./repository.ts";
import { rollbackWorkflow } from "./rollback.workflow.ts";
import { snapshotName, snapshotRef } from "./schema.ts";
import { deleteSnapshotWorkflow, snapshotWorkflow } from "./snapshot.workflow.ts";

/** Keeps the disk as it is now, without what is in memory. */
export const createSnapshot = command({
  name: "snapshot.create",
  permission: "backup:create",
  input: z.strictObject({ id: idShape("srv"), name: snapshotName.optional() }),
  async run(ctx, { id, name }) {
    const row = await lockServer(ctx, id);
    refuseUnless("snapshot", row);
    const { count } = await presentSnapshots(ctx, id)
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (Number(count) >= SNAPSHOT_LIMIT)
      throw new AppError(
        "resource_limit_exceeded",
        `A server may have ${SNAPSHOT_LIMIT} snapshots. Delete one first, or make a backup: those are kept elsewhere.`,
      );
    const snapshot: SnapshotRow = {
      id: ctx.id("snp"),
      tenant_id: row.tenant_id,
      server_id: id,
      name: name ?? `Snapshot of ${ctx.now.toISOString().slice(0, 16).replace("T", " ")}`,
      status: "creating",
      endpoint_id: row.endpoint_id,
      vmid: row.vmid,
      disk_gb: row.disk_gb,
      created_at: ctx.now,
    };
    await ctx.db.insertInto("snapshots").values(snapshot).execute();
    const action = await beginAction(ctx, row, snapshotWorkflow, {}, { snapshot: snapshot.id });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { snapshot: snapshot.id, name: snapshot.name, action: action.id },
    });
    return { snapshot: snapshotView(snapshot), action };
  },
});

export const deleteSnapshot = command({
  name: "snapshot.delete",
  permission: "backup:delete",
  input: snapshotRef,
  async run(ctx, { id, snapshot }) {
    const row = await lockServer(ctx, id);
    const found = await lockSnapshot(ctx, row, snapshot);
    refuseUnless("snapshot", row);
    await ctx.db.updateTable("snapshots").set({ status: "deleting" }).where("id", "=", snapshot).execute();
    const action = await beginAction(ctx, row, deleteSnapshotWorkflow, {}, { snapshot });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { snapshot, name: found.name, action: action.id },
    });
    return { snapshot: snapshotView({ ...found, status: "deleting" }), action };
  },
});

/** Puts the disk back to what it was; what was written since is lost. */
export const rollbackSnapshot = command({
  name: "snapshot.rollback",
  permission: "backup:restore",
  input: snapshotRef,
  async run(ctx, { id, snapshot }) {
    const row = await lockServer(ctx, id);
    const found = await lockSnapshot(ctx, row, snapshot);
    refuseUnless("restore", row);
    if (found.status !== "available")
      throw new AppError("conflict", "This snapshot is not complete and cannot be gone back to.");
    const action = await beginAction(ctx, row, rollbackWorkflow, { status: "restoring" }, { snapshot });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { snapshot, name: found.name, action: action.id },
    });
    return { server: await getServer(ctx, id), action };
  },
});
