import { isIPv4 } from "node:net";
import { type Ctx, notFound } from "../kernel/index.ts";
import { networkOf } from "../network/index.ts";
import type { ServerRow } from "../server/index.ts";

/**
 * What a server holds that an address belongs to: the IPv4 address itself, or the /64 that an IPv6 address is in.
 * @throws AppError `not_found`, also for what another server has.
 */
export async function heldBy(ctx: Ctx, server: Pick<ServerRow, "id">, address: string) {
  const row = await ctx.db
    .selectFrom("addresses")
    .select(["id", "address"])
    .where("server_id", "=", server.id)
    .where("address", "=", isIPv4(address) ? address : networkOf(address))
    .executeTakeFirst();
  if (!row) throw notFound("address");
  return row;
}
