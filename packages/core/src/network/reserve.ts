import { createHash } from "node:crypto";
import { affected, type JsonText, jsonOut } from "../kernel/database/index.ts";
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
 * Takes an IPv4 address and a /64 for a server, those free the longest first, after their rest. The caller holds the
 * location's turn (placement's `lockLocation`), so nobody else takes them meanwhile. Where a pool is empty nothing is
 * taken from it: `reservationFrom` says so, once it is known that the order is right otherwise.
 * @param owner `location` by name or id
 */
export async function takeAddresses(
  ctx: Ctx,
  owner: { tenant: string; server: string; location: string },
): Promise<void> {
  const rested = new Date(ctx.now.getTime() - ctx.app.config.HOSTWRIGHT_ADDRESS_REST_SECONDS * 1000);
  const longestFree = (family: 4 | 6) =>
    ctx.db
      .selectFrom("addresses")
      .innerJoin("pools", "pools.id", "addresses.pool_id")
      .innerJoin("locations", "locations.id", "pools.location_id")
      .select("addresses.id")
      .where((eb) => eb.or([eb("locations.name", "=", owner.location), eb("locations.id", "=", owner.location)]))
      .where("pools.family", "=", family)
      .where("addresses.server_id", "is", null)
      .where("addresses.free_since", "<=", rested)
      .orderBy("addresses.free_since")
      .orderBy("addresses.id")
      .limit(1);
  await ctx.db
    .updateTable("addresses")
    .set({ tenant_id: owner.tenant, server_id: owner.server, assigned_at: ctx.now })
    .where((eb) =>
      eb.or([
        eb("id", "in", (v4) => v4.selectFrom(longestFree(4).as("v4")).select("v4.id")),
        eb("id", "in", (v6) => v6.selectFrom(longestFree(6).as("v6")).select("v6.id")),
      ]),
    )
    .where("server_id", "is", null)
    .execute();
}

/**
 * Takes one more address for a server, on the network its card is connected to. The caller holds the location's turn.
 * @throws AppError `resource_unavailable` where none is free.
 */
export async function takeExtraAddress(
  ctx: Ctx,
  owner: { tenant: string; server: string; location: string; family: 4 | 6; bridge: string; vlan: number | null },
): Promise<string> {
  const rested = new Date(ctx.now.getTime() - ctx.app.config.HOSTWRIGHT_ADDRESS_REST_SECONDS * 1000);
  const free = await ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .innerJoin("locations", "locations.id", "pools.location_id")
    .select(["addresses.id", "addresses.address"])
    .where("locations.name", "=", owner.location)
    .where("pools.family", "=", owner.family)
    .where("pools.bridge", "=", owner.bridge)
    .where("pools.vlan", owner.vlan === null ? "is" : "=", owner.vlan)
    .where("addresses.server_id", "is", null)
    .where("addresses.free_since", "<=", rested)
    .orderBy("addresses.free_since")
    .orderBy("addresses.id")
    .limit(1)
    .executeTakeFirst();
  if (!free) throw noneFree(owner.family);
  const taken = await ctx.db
    .updateTable("addresses")
    .set({ tenant_id: owner.tenant, server_id: owner.server, assigned_at: ctx.now })
    .where("id", "=", free.id)
    .where("server_id", "is", null)
    .executeTakeFirst();
  if (affected(taken) === 0) throw noneFree(owner.family);
  return free.address;
}

const noneFree = (family: 4 | 6) =>
  new AppError("resource_unavailable", `no IPv${family} address is free at this location`);

/** What a server has taken of a family, with what its pool says; for a join. */
export const takenAddress = (ctx: Ctx, server: string, family: 4 | 6) =>
  ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select([
      "addresses.address",
      "pools.prefix",
      "pools.gateway",
      "pools.nameservers",
      "pools.search_domain",
      "pools.bridge",
      "pools.vlan",
      "pools.mtu",
    ])
    .where("addresses.server_id", "=", server)
    .where("pools.family", "=", family);

export interface Taken {
  address4: string | null;
  prefix4: number | null;
  gateway4: string | null;
  nameservers4: JsonText<string[]> | null;
  address6: string | null;
  gateway6: string | null;
  nameservers6: JsonText<string[]> | null;
  search_domain: string | null;
  bridge: string | null;
  vlan: number | null;
  mtu: number | null;
}

/** @throws AppError `resource_unavailable` where a pool was empty. */
export function reservationFrom(taken: Taken): Reservation {
  const { address4, prefix4, gateway4, address6, gateway6, search_domain, bridge, vlan, mtu } = taken;
  if (address4 === null || prefix4 === null || gateway4 === null || bridge === null) throw noneFree(4);
  if (address6 === null || gateway6 === null) throw noneFree(6);
  return {
    ipv4: { address: address4, prefix: prefix4, gateway: gateway4 },
    ipv6: { address: firstOf(address6), network: `${address6}/64`, prefix: 64, gateway: gateway6 },
    nameservers: [...(jsonOut(taken.nameservers4) ?? []), ...(jsonOut(taken.nameservers6) ?? [])],
    search_domain,
    bridge,
    vlan,
    mtu,
  };
}

/** `2001:db8:0:7::` → `2001:db8:0:7::1` */
const firstOf = (network: string): string => `${network}1`;

/** A server's MAC, the same for life: locally administered, from its id. */
export function macOf(server: string): string {
  const bytes = createHash("sha256").update(server).digest();
  return ["02", ...[0, 1, 2, 3, 4].map((i) => bytes.toString("hex", i, i + 1))].join(":").toUpperCase();
}
