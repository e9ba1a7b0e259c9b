import type { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, type JobOrder } from "../kernel/index.ts";
import { markOf, type ServerJobKind, type serverJobs } from "./jobs.ts";
import type { ServerRow } from "./repository.ts";

type Payload<K extends ServerJobKind> = z.input<(typeof serverJobs)[K]>;
type VmKeys = "server" | "endpoint" | "vmid" | "mark";

/** Seconds a relay may work on each kind of job, from its first progress message. Clones copy whole disks. */
const RUN_LIMIT_SECONDS: Record<ServerJobKind, number> = {
  "server.clone": 3600,
  "server.configure": 600,
  "server.power": 900,
  "server.hold": 600,
  "server.release": 600,
  "server.destroy": 900,
};

/** A job for one server. Jobs of one server run in order; what pre-empts them has a group of its own. */
export function orderJob<K extends ServerJobKind>(
  server: ServerRow,
  kind: K,
  more: Omit<Payload<K>, VmKeys>,
  group: "server" | "hold" = "server",
): JobOrder {
  return vmJob(server, kind, more, {
    runLimitSeconds: RUN_LIMIT_SECONDS[kind],
    group: group === "hold" ? `hold.${server.id}` : server.id,
  });
}

/** A job about a server's VM, of any context: `more` is added to which VM it is and whose it must be. */
export function vmJob(
  server: ServerRow,
  kind: string,
  more: Record<string, unknown>,
  options: { runLimitSeconds: number; group?: string },
): JobOrder {
  return {
    kind,
    location: server.location,
    group: options.group ?? server.id,
    runLimitSeconds: options.runLimitSeconds,
    payload: { server: server.id, endpoint: server.endpoint, vmid: server.vmid, mark: markOf(server.id), ...more },
  };
}

export async function cloneOrder(ctx: Ctx, server: ServerRow): Promise<JobOrder> {
  const spot = await ctx.db
    .selectFrom("templates as t")
    .innerJoin("nodes as tn", "tn.id", "t.node_id")
    .innerJoin("nodes as n", (join) => join.on("n.id", "=", server.node_id))
    .innerJoin("storages as s", (join) => join.on("s.id", "=", server.storage_id))
    .select(["t.vmid", "tn.name as template_node", "n.name as node", "s.name as storage"])
    .where("t.id", "=", server.template_id)
    .executeTakeFirst();
  if (!spot) throw new AppError("conflict", "the server's reservation is gone");
  return orderJob(server, "server.clone", {
    name: server.hostname,
    node: spot.node,
    storage: spot.storage,
    template: { vmid: spot.vmid, node: spot.template_node },
  });
}

export async function configureOrder(ctx: Ctx, server: ServerRow): Promise<JobOrder> {
  const plan = await ctx.db.selectFrom("plans").selectAll().where("id", "=", server.plan_id).executeTakeFirstOrThrow();
  const image = await ctx.db
    .selectFrom("images")
    .select("default_user")
    .where("id", "=", server.image_id)
    .executeTakeFirstOrThrow();
  const network = jsonOut(server.network);
  if (!network) throw new AppError("conflict", "the server's addresses are gone");
  return orderJob(server, "server.configure", {
    cores: server.cores,
    cpu_type: plan.cpu_type,
    cpu_limit: plan.cpu_limit_percent / 100,
    cpu_units: plan.cpu_units,
    memory_mb: server.memory_mb,
    balloon_mb: plan.balloon_mb,
    disk: { gb: server.disk_gb, iops: plan.disk_iops, mbps: plan.disk_mbps },
    nic: {
      mac: network.mac,
      bridge: network.bridge,
      vlan: network.vlan,
      mtu: network.mtu,
      rate_mbit: plan.nic_mbit,
    },
    ipv4: network.ipv4,
    ipv6: network.ipv6,
    nameservers: network.nameservers,
    search_domain: network.search_domain,
    user: image.default_user,
    ssh_keys: jsonOut(server.ssh_keys),
    sealed_password: server.sealed_password,
    smtp_open: false,
  });
}
