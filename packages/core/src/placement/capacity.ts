import { z } from "zod";
import { RELAY_AWAY_SECONDS } from "../action/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, command, notFound, query } from "../kernel/index.ts";

import { type endpointShape, endpointStatusInput, nodeStatusInput } from "./schema.ts";

type EndpointView = z.input<typeof endpointShape>;

/** Every endpoint with what is there, what may be sold (overcommit), what is reserved, and its relays. */
export const listEndpoints = query({
  name: "operator.endpoint.list",
  permission: "operator:read",
  input: z.strictObject({}),
  run: async (ctx) => ({ endpoints: await endpointViews(ctx) }),
});

/** `draining`: keeps what runs, takes nothing new. */
export const setEndpointStatus = command({
  name: "operator.endpoint.set_status",
  permission: "operator:placement",
  input: endpointStatusInput,
  async run(ctx, { id, status }) {
    const before = await ctx.db.selectFrom("endpoints").select("status").where("id", "=", id).executeTakeFirst();
    if (!before) throw notFound("endpoint");
    await ctx.db.updateTable("endpoints").set({ status }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "endpoint", id }, changes: { status: { before: before.status, after: status } } });
    const endpoint = (await endpointViews(ctx)).find((one) => one.id === id);
    if (!endpoint) throw notFound("endpoint");
    return { endpoint };
  },
});

export const setNodeStatus = command({
  name: "operator.node.set_status",
  permission: "operator:placement",
  input: nodeStatusInput,
  async run(ctx, { id, status }) {
    const before = await ctx.db.selectFrom("nodes").select("status").where("id", "=", id).executeTakeFirst();
    if (!before) throw notFound("node");
    await ctx.db.updateTable("nodes").set({ status }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "node", id }, changes: { status: { before: before.status, after: status } } });
    return { node: { id, status } };
  },
});

async function endpointViews(ctx: Ctx): Promise<EndpointView[]> {
  const endpoints = await ctx.db
    .selectFrom("endpoints")
    .innerJoin("locations", "locations.id", "endpoints.location_id")
    .selectAll("endpoints")
    .select("locations.name as location")
    .orderBy("locations.position")
    .orderBy("endpoints.name")
    .execute();
  const nodes = await ctx.db.selectFrom("nodes").selectAll().orderBy("name").execute();
  const storages = await ctx.db.selectFrom("storages").selectAll().orderBy("name").execute();
  const byNode = await ctx.db
    .selectFrom("servers")
    .select((eb) => [
      "node_id",
      eb.fn.countAll<number>().as("servers"),
      eb.fn.sum<number>("cores").as("cores"),
      eb.fn.sum<number>("memory_mb").as("memory_mb"),
    ])
    .where("node_id", "is not", null)
    .groupBy("node_id")
    .execute();
  const byStorage = await ctx.db
    .selectFrom("servers")
    .select((eb) => ["storage_id", eb.fn.sum<number>("disk_gb").as("disk_gb")])
    .where("storage_id", "is not", null)
    .groupBy("storage_id")
    .execute();
  const held = await ctx.db
    .selectFrom("storage_reservations")
    .select((eb) => ["storage_id", eb.fn.sum<number>("disk_gb").as("disk_gb")])
    .groupBy("storage_id")
    .execute();
  const diskOn = (storage: string) =>
    [...byStorage, ...held]
      .filter((row) => row.storage_id === storage)
      .reduce((sum, row) => sum + Number(row.disk_gb), 0);
  const relays = await ctx.db.selectFrom("relays").selectAll().orderBy("name").execute();
  const free = await ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select((eb) => ["pools.location_id", eb.fn.countAll<number>().as("free")])
    .where("pools.family", "=", 4)
    .where("addresses.server_id", "is", null)
    .groupBy("pools.location_id")
    .execute();
  return endpoints.map((endpoint) => ({
    id: endpoint.id,
    name: endpoint.name,
    location: endpoint.location,
    status: endpoint.status,
    nodes: nodes
      .filter((node) => node.endpoint_id === endpoint.id)
      .map((node) => {
        const used = byNode.find((row) => row.node_id === node.id);
        return {
          id: node.id,
          name: node.name,
          status: node.status,
          servers: Number(used?.servers ?? 0),
          cores: usage(node.cores, endpoint.cpu_overcommit_percent, used?.cores),
          memory_mb: usage(node.memory_mb, endpoint.memory_overcommit_percent, used?.memory_mb),
        };
      }),
    storages: storages
      .filter((storage) => storage.endpoint_id === endpoint.id)
      .map((storage) => ({
        id: storage.id,
        name: storage.name,
        node: nodes.find((node) => node.id === storage.node_id)?.name ?? null,
        status: storage.status,
        disk_gb: usage(storage.size_gb, storage.overcommit_percent, diskOn(storage.id)),
      })),
    relays: relays
      .filter((relay) => relay.location === endpoint.location)
      .map((relay) => ({
        name: relay.name,
        version: relay.version,
        last_seen: relay.last_seen.toISOString(),
        running_jobs: relay.running_jobs,
        present: ctx.now.getTime() - relay.last_seen.getTime() < RELAY_AWAY_SECONDS * 1000,
        problems: jsonOut(relay.problems).filter((problem) => problem.endpoint === endpoint.name),
      })),
    free_ipv4: Number(free.find((row) => row.location_id === endpoint.location_id)?.free ?? 0),
  }));
}

const usage = (total: number, percent: number, reserved: number | undefined) => ({
  total,
  limit: Math.floor((total * percent) / 100),
  reserved: Number(reserved ?? 0),
});
