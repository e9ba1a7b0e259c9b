import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";

/** What our records say of an endpoint. */
export interface Expected {
  endpoint: { id: string; name: string; location: string; next_vmid: number; vmid_to: number };
  servers: ExpectedServer[];
  /** VM ids of servers beside the one their row names, while they are there. */
  spares: { vmid: number; server_id: string }[];
  nodes: { id: string; name: string; cores: number; memory_mb: number }[];
  storages: { id: string; name: string; node_id: string | null; size_gb: number }[];
  templates: { id: string; vmid: number; image: string; node: string }[];
}

export interface ExpectedServer {
  id: string;
  name: string;
  vmid: number;
  status: string;
  holds: number;
  action_id: string | null;
  node_id: string | null;
  cores: number;
  memory_mb: number;
  /** Not null: brought over with a VM that was made elsewhere. */
  adoption: string | null;
  /** null: nothing is reserved for it any more. */
  mac: string | null;
}

/** Rows at once, of half a kilobyte each: the Data API answers 1 MiB. */
const PAGE = 1000;

export async function expectedAt(ctx: Ctx, endpoint: Expected["endpoint"]): Promise<Expected> {
  const servers: ExpectedServer[] = [];
  for (let after = 0; ; ) {
    const page = await ctx.db
      .selectFrom("servers")
      .select([
        "id",
        "name",
        "vmid",
        "status",
        "holds",
        "action_id",
        "node_id",
        "cores",
        "memory_mb",
        "adoption",
        "network",
      ])
      .where("endpoint_id", "=", endpoint.id)
      .where("deleted_at", "is", null)
      .where("vmid", ">", after)
      .orderBy("vmid")
      .limit(PAGE)
      .execute();
    servers.push(...page.map(({ network, ...row }) => ({ ...row, mac: jsonOut(network)?.mac ?? null })));
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    after = last.vmid;
  }
  const spares = await ctx.db
    .selectFrom("spare_vms")
    .select(["vmid", "server_id"])
    .where("endpoint_id", "=", endpoint.id)
    .where("state", "<>", "retired")
    .execute();
  const nodes = await ctx.db
    .selectFrom("nodes")
    .select(["id", "name", "cores", "memory_mb"])
    .where("endpoint_id", "=", endpoint.id)
    .execute();
  const storages = await ctx.db
    .selectFrom("storages")
    .select(["id", "name", "node_id", "size_gb"])
    .where("endpoint_id", "=", endpoint.id)
    .execute();
  const templates = await ctx.db
    .selectFrom("templates")
    .innerJoin("images", "images.id", "templates.image_id")
    .innerJoin("nodes", "nodes.id", "templates.node_id")
    .select(["templates.id", "templates.vmid", "images.name as image", "nodes.name as node"])
    .where("templates.endpoint_id", "=", endpoint.id)
    .where("images.available", "=", true)
    .execute();
  return { endpoint, servers, spares, nodes, storages, templates };
}
