import type { Selectable } from "kysely";
import { AppError, type Ctx, type Work } from "../kernel/index.ts";
import { issueVmid, requireRoom } from "../placement/index.ts";
import type { ServerRow } from "./repository.ts";
import type { SpareVmTable } from "./tables.ts";

export type Spare = Selectable<SpareVmTable>;

/**
 * Reserves a VM id and the room for a second disk where the server is; for a command, right after `beginAction`.
 * @param as what the new VM has otherwise than the server
 * @throws AppError `resource_unavailable`
 */
export async function reserveReplacement(
  ctx: Ctx,
  row: ServerRow,
  action: string,
  as: Partial<Pick<ServerRow, "template_id" | "image_id" | "hostname">> = {},
): Promise<Spare> {
  const { node_id, storage_id } = row;
  if (!node_id || !storage_id) throw new AppError("conflict", "nobody knows where this server runs; ask support");
  const vmid = await issueVmid(ctx, row.endpoint_id);
  await requireRoom(ctx, { node: node_id, storage: storage_id, cores: 0, memory_mb: 0, disk_gb: row.disk_gb });
  const spare: Spare = {
    endpoint_id: row.endpoint_id,
    vmid,
    tenant_id: row.tenant_id,
    server_id: row.id,
    action_id: action,
    state: "preparing",
    node_id,
    storage_id,
    template_id: as.template_id ?? row.template_id,
    image_id: as.image_id ?? row.image_id,
    hostname: as.hostname ?? row.hostname,
    created_at: ctx.now,
    retired_at: null,
  };
  await ctx.db.insertInto("spare_vms").values(spare).execute();
  await ctx.db
    .insertInto("storage_reservations")
    .values({ action_id: action, tenant_id: row.tenant_id, server_id: row.id, storage_id, disk_gb: row.disk_gb })
    .execute();
  return spare;
}

/** The VM that an action makes or replaces; gone ones included. */
export async function spareOf(ctx: Ctx, work: Work): Promise<Spare | undefined> {
  return ctx.db.selectFrom("spare_vms").selectAll().where("action_id", "=", work.action).executeTakeFirst();
}

/** The VM is gone, or never was: nothing is reserved for it any more, and its id is not issued again. */
export async function freeSpare(ctx: Ctx, work: Work): Promise<void> {
  await ctx.db
    .updateTable("spare_vms")
    .set({ state: "retired", retired_at: ctx.now })
    .where("action_id", "=", work.action)
    .where("state", "!=", "retired")
    .execute();
  await ctx.db.deleteFrom("storage_reservations").where("action_id", "=", work.action).execute();
}

/** Exchanges the server's VM and the spare one, where that is in the state `from`; done twice it changes nothing. */
export async function swap(ctx: Ctx, work: Work, from: Spare["state"], to: Spare["state"]): Promise<void> {
  const spare = await spareOf(ctx, work);
  if (spare?.state !== from) return;
  const { vmid, node_id, storage_id, template_id, image_id, hostname } = spare;
  const before = await ctx.db
    .selectFrom("servers")
    .select(["vmid", "node_id", "storage_id", "template_id", "image_id", "hostname"])
    .where("id", "=", work.subject.id)
    .executeTakeFirstOrThrow();
  await ctx.db
    .updateTable("servers")
    .set({ vmid, node_id, storage_id, template_id, image_id, hostname })
    .where("id", "=", work.subject.id)
    .execute();
  await ctx.db
    .updateTable("spare_vms")
    .set({ ...before, state: to })
    .where("action_id", "=", work.action)
    .execute();
}
