import { upsert } from "../kernel/database/index.ts";
import { AppError, type Ctx, command } from "../kernel/index.ts";
import { getServer, lockServer, refuseUnless } from "../server/index.ts";
import { heldBy } from "./held.ts";
import { REVERSE_NAMES_LIMIT, setReverseDnsInput } from "./schema.ts";

/** Keeps the host name that an address is to resolve to. Nothing publishes it yet; the answer says so. */
export const setReverseDns = command({
  name: "address.set_reverse_dns",
  permission: "address:update",
  input: setReverseDnsInput,
  async run(ctx, { id, address, reverse_dns }) {
    const row = await lockServer(ctx, id);
    const held = await heldBy(ctx, row, address);
    refuseUnless("setReverseDns", row);
    const before = await ctx.db
      .selectFrom("reverse_names")
      .select("host_name")
      .where("address", "=", address)
      .executeTakeFirst();
    if (reverse_dns === null) await ctx.db.deleteFrom("reverse_names").where("address", "=", address).execute();
    else {
      if (!before) await refuseBeyondLimit(ctx, id);
      await upsert(
        ctx.db,
        "reverse_names",
        {
          address,
          address_id: held.id,
          tenant_id: row.tenant_id,
          server_id: id,
          host_name: reverse_dns,
          updated_at: ctx.now,
        },
        { keys: ["address"], update: ["host_name", "updated_at"] },
      );
    }
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { address, reverse_dns: { before: before?.host_name ?? null, after: reverse_dns } },
    });
    return { server: await getServer(ctx, id) };
  },
});

async function refuseBeyondLimit(ctx: Ctx, server: string): Promise<void> {
  const { count } = await ctx.db
    .selectFrom("reverse_names")
    .select((eb) => eb.fn.countAll().as("count"))
    .where("server_id", "=", server)
    .executeTakeFirstOrThrow();
  if (Number(count) >= REVERSE_NAMES_LIMIT)
    throw new AppError("resource_limit_exceeded", `a server has at most ${REVERSE_NAMES_LIMIT} reverse names`);
}
