import type { Ctx } from "../kernel/index.ts";

/**
 * Gives a server's addresses back to their pools to rest, and keeps who had them. Finding none is fine.
 * @param only this one of them, as pools store it
 */
export async function releaseAddresses(ctx: Ctx, server: string, only?: string): Promise<void> {
  let wanted = ctx.db
    .selectFrom("addresses")
    .select(["id", "address", "tenant_id", "assigned_at"])
    .where("server_id", "=", server);
  if (only !== undefined) wanted = wanted.where("address", "=", only);
  const held = await wanted.forUpdate().execute();
  if (held.length === 0) return;
  const ids = held.map(({ id }) => id);
  const past = held.flatMap(({ address, tenant_id, assigned_at }) =>
    tenant_id && assigned_at
      ? [{ id: ctx.id("adr"), address, tenant_id, server_id: server, from_at: assigned_at, until_at: ctx.now }]
      : [],
  );
  if (past.length > 0) await ctx.db.insertInto("address_history").values(past).execute();
  await ctx.db.deleteFrom("reverse_names").where("address_id", "in", ids).execute();
  await ctx.db
    .updateTable("addresses")
    .set({ tenant_id: null, server_id: null, assigned_at: null, free_since: ctx.now })
    .where("id", "in", ids)
    .execute();
}
