import { createHash } from "node:crypto";
import { affected, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";

export interface Reservation {
  ipv4: { address: string; prefix: number; gateway: string };
  /** `address` is the first of the server's /64. */
  ipv6: { address: string; network: string; prefix: number; gateway: string };
  nameservers: string[];
  search_domain: string | null;
  bridge: string;
  vlan: number | null;
  mtu: number | null;
}

/**
 * Reserves an IPv4 address and a /64 for a server, those free the longest first, after their rest. The caller holds the
 * location's turn (placement's `lockLocation`), so nobody else takes them meanwhile.
 * @throws AppError `resource_unavailable` when a pool is empty.
 */
export async function reserveAddresses(
  ctx: Ctx,
  owner: { tenant: string; server: string; location: string },
): Promise<Reservation> {
  const rested = new Date(ctx.now.getTime() - ctx.app.config.HOSTWRIGHT_ADDRESS_REST_SECONDS * 1000);
  const longestFree = (family: 4 | 6) =>
    ctx.db
      .selectFrom("addresses")
      .innerJoin("pools", "pools.id", "addresses.pool_id")
      .select([
        "addresses.id",
        "addresses.address",
        "pools.family",
        "pools.prefix",
        "pools.gateway",
        "pools.nameservers",
        "pools.search_domain",
        "pools.bridge",
        "pools.vlan",
        "pools.mtu",
      ])
      .where("pools.location_id", "=", owner.location)
      .where("pools.family", "=", family)
      .where("addresses.server_id", "is", null)
      .where("addresses.free_since", "<=", rested)
      .orderBy("addresses.free_since")
      .orderBy("addresses.id")
      .limit(1);
  const rows = await ctx.db
    .selectFrom(longestFree(4).as("v4"))
    .selectAll()
    .unionAll(ctx.db.selectFrom(longestFree(6).as("v6")).selectAll())
    .execute();
  const v4 = rows.find((row) => row.family === 4);
  const v6 = rows.find((row) => row.family === 6);
  if (!v4 || !v6) throw new AppError("resource_unavailable", `no IPv${v4 ? 6 : 4} address is free at this location`);
  const taken = await ctx.db
    .updateTable("addresses")
    .set({ tenant_id: owner.tenant, server_id: owner.server, assigned_at: ctx.now })
    .where("id", "in", [v4.id, v6.id])
    .where("server_id", "is", null)
    .executeTakeFirst();
  if (affected(taken) !== 2) throw new AppError("resource_unavailable", "the address was taken meanwhile; try again");
  return {
    ipv4: { address: v4.address, prefix: v4.prefix, gateway: v4.gateway },
    ipv6: { address: firstOf(v6.address), network: `${v6.address}/64`, prefix: 64, gateway: v6.gateway },
    nameservers: [...jsonOut(v4.nameservers), ...jsonOut(v6.nameservers)],
    search_domain: v4.search_domain,
    bridge: v4.bridge,
    vlan: v4.vlan,
    mtu: v4.mtu,
  };
}

/** `2001:db8:0:7::` → `2001:db8:0:7::1` */
const firstOf = (network: string): string => `${network}1`;

/** A server's MAC, the same for life: locally administered, from its id. */
export function macOf(server: string): string {
  const bytes = createHash("sha256").update(server).digest();
  return ["02", ...[0, 1, 2, 3, 4].map((i) => bytes.toString("hex", i, i + 1))].join(":").toUpperCase();
}
