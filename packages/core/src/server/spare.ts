import type { Selectable } from "kysely";
import type { Ctx, Work } from "../kernel/index.ts";
import type { SpareVmTable } from "./tables.ts";

export type Spare = Selectable<SpareVmTable>;

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
