import type { Ctx } from "../kernel/index.ts";
import { type Discrepancy, discrepancy } from "./discrepancy.ts";
import type { Expected } from "./expected.ts";

/** In one round; the rest is found once these are dealt with. */
const MOST = 200;

/** Addresses and reservations of servers that are gone. A creation that could not be undone keeps its own: its action says so. */
export async function compareRecords(ctx: Ctx, { endpoint }: Expected): Promise<Discrepancy[]> {
  return [...(await leakedAddresses(ctx, endpoint)), ...(await leakedReservations(ctx, endpoint))];
}

async function leakedAddresses(ctx: Ctx, endpoint: Expected["endpoint"]): Promise<Discrepancy[]> {
  // Pools are a location's: its first endpoint answers for them.
  const first = await ctx.db
    .selectFrom("endpoints")
    .select("id")
    .where("location_id", "=", endpoint.location)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  if (first?.id !== endpoint.id) return [];
  const rows = await ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .leftJoin("servers", "servers.id", "addresses.server_id")
    .select(["addresses.id", "addresses.address", "addresses.server_id", "servers.name", "servers.status"])
    .where("pools.location_id", "=", endpoint.location)
    .where("addresses.server_id", "is not", null)
    .where((eb) =>
      eb.or([
        eb("servers.id", "is", null),
        eb("servers.deleted_at", "is not", null),
        eb.and([eb("servers.status", "=", "failed"), eb("servers.node_id", "is", null)]),
      ]),
    )
    .orderBy("addresses.id")
    .limit(MOST)
    .execute();
  return rows.flatMap((row) =>
    row.server_id
      ? [
          discrepancy(
            "address_leaked",
            { type: "address", id: row.id },
            {
              expected: { server: null },
              observed: { server: row.server_id },
              about: { address: row.address, server: row.server_id, name: row.name, status: row.status },
              server: row.server_id,
            },
          ),
        ]
      : [],
  );
}

async function leakedReservations(ctx: Ctx, endpoint: Expected["endpoint"]): Promise<Discrepancy[]> {
  const rows = await ctx.db
    .selectFrom("servers")
    .leftJoin("nodes", "nodes.id", "servers.node_id")
    .select(["servers.id", "servers.name", "servers.vmid", "servers.cores", "servers.memory_mb", "nodes.name as node"])
    .where("servers.endpoint_id", "=", endpoint.id)
    .where("servers.deleted_at", "is not", null)
    .where("servers.node_id", "is not", null)
    .limit(MOST)
    .execute();
  return rows.map((row) =>
    discrepancy(
      "reservation_leaked",
      { type: "server", id: row.id },
      {
        expected: { node: null, cores: 0, memory_mb: 0 },
        observed: { node: row.node, cores: row.cores, memory_mb: row.memory_mb },
        about: { name: row.name, vmid: row.vmid, endpoint: endpoint.name },
        server: row.id,
      },
    ),
  );
}
