import type { z } from "zod";
import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, type JobOrder } from "../kernel/index.ts";
import { markOf, type ServerJobKind, type serverJobs } from "./jobs.ts";
import type { ServerRow } from "./repository.ts";
import { type SafetyChange, safetyOf } from "./safety.ts";

type Payload<K extends ServerJobKind> = z.input<(typeof serverJobs)[K]>;
type VmKeys = "server" | "endpoint" | "vmid" | "mark";

/** Seconds a relay may work on each kind of job, from its first progress message. Clones copy whole disks. */
const RUN_LIMIT_SECONDS: Record<ServerJobKind, number> = {
  "server.clone": 3600,
  "server.configure": 600,
  "server.protect": 600,
  "server.power": 900,
  "server.reshape": 600,
  "server.rescue": 300,
  "server.reset_access": 300,
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

/** Size, limits and network card as the records have them. */
async function machineOf(ctx: Ctx, server: ServerRow) {
  const plan = await ctx.db.selectFrom("plans").selectAll().where("id", "=", server.plan_id).executeTakeFirstOrThrow();
  const network = jsonOut(server.network);
  if (!network) throw new AppError("conflict", "the server's addresses are gone");
  return {
    network,
    machine: {
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
    },
  };
}

/** A job that makes a VM that has booted before as the records say; its first boot does not run again. */
export async function reshapeOrder(ctx: Ctx, server: ServerRow, grow: boolean): Promise<JobOrder> {
  const { machine } = await machineOf(ctx, server);
  return orderJob(server, "server.reshape", { ...machine, grow });
}

export async function configureOrder(ctx: Ctx, server: ServerRow): Promise<JobOrder> {
  const image = await ctx.db
    .selectFrom("images")
    .select("default_user")
    .where("id", "=", server.image_id)
    .executeTakeFirstOrThrow();
  const { network, machine } = await machineOf(ctx, server);
  return orderJob(server, "server.configure", {
    ...machine,
    ipv4: network.ipv4,
    ipv6: network.ipv6,
    nameservers: network.nameservers,
    search_domain: network.search_domain,
    user: image.default_user,
    ssh_keys: jsonOut(server.ssh_keys),
    sealed_password: server.sealed_password,
    ...(await safetyOf(ctx, server)),
  });
}

/** A job that makes the VM's network as the records say, but for `change`. */
export async function protectOrder(ctx: Ctx, server: ServerRow, change: SafetyChange = {}): Promise<JobOrder> {
  const network = jsonOut(server.network);
  if (!network) throw new AppError("conflict", "the server's addresses are gone");
  const { mac, ipv4, ipv6 } = network;
  return orderJob(server, "server.protect", { mac, ipv4, ipv6, ...(await safetyOf(ctx, server, change)) });
}
