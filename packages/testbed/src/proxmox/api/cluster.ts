import { failure, parameterFailure } from "../failure.ts";
import { bootDiskBytes } from "../guest/drive.ts";
import { load } from "../guest/guest.ts";
import { cores } from "../guest/options.ts";
import { usage } from "../guest/volumes.ts";
import type { Call, Handlers } from "./call.ts";
import { nodeLoad } from "./nodes.ts";
import { taskEntry, visible } from "./tasks.ts";

const VERSION = { version: "9.1.2", release: "9.1", repoid: "8c5b3a1d4e6f7091" };

function guests({ cluster, access, user }: Call) {
  const pools = new Map(cluster.pools.values().flatMap((pool) => pool.vms.map((vmid) => [vmid, pool.poolid] as const)));
  return cluster.vms
    .values()
    .filter((vm) => access.allows(user, `/vms/${vm.vmid}`, ["VM.Audit"]))
    .sort((a, b) => a.vmid - b.vmid)
    .map((vm) => {
      const now = load(cluster, vm);
      const pool = pools.get(vm.vmid);
      return {
        id: `qemu/${vm.vmid}`,
        type: "qemu",
        vmid: vm.vmid,
        node: vm.node,
        name: vm.options.name ?? `VM ${vm.vmid}`,
        status: cluster.isGone(vm.node) ? "unknown" : vm.process ? "running" : "stopped",
        template: vm.options.template === 1 ? 1 : 0,
        maxcpu: cores(vm.options),
        maxdisk: bootDiskBytes(vm.options),
        disk: 0,
        ...now,
        ...(vm.options.lock ? { lock: vm.options.lock } : {}),
        ...(vm.options.tags === undefined ? {} : { tags: vm.options.tags }),
        ...(vm.ha ? { hastate: vm.ha.state } : {}),
        ...(pool && access.allows(user, `/pool/${pool}`, ["Pool.Audit"]) ? { pool } : {}),
      };
    });
}

function nodes({ cluster, access, user }: Call) {
  return cluster.nodes.values().map((node) => ({
    id: `node/${node.name}`,
    type: "node",
    node: node.name,
    status: cluster.isGone(node.name) ? "offline" : "online",
    level: "",
    "cgroup-mode": 2,
    ...(access.allows(user, `/nodes/${node.name}`, ["Sys.Audit"]) ? nodeLoad(cluster, node) : {}),
  }));
}

function storages({ cluster, access, user }: Call) {
  return cluster.storages
    .values()
    .filter((storage) => access.allows(user, `/storage/${storage.id}`, ["Datastore.Audit"]))
    .flatMap((storage) =>
      Object.keys(storage.nodes).map((node) => {
        const { total, used } = usage(cluster, storage, node);
        return {
          id: `storage/${node}/${storage.id}`,
          type: "storage",
          storage: storage.id,
          node,
          status: cluster.isGone(node) ? "unknown" : "available",
          plugintype: storage.type,
          shared: storage.shared ? 1 : 0,
          content: storage.content.join(","),
          maxdisk: total,
          disk: used,
        };
      }),
    );
}

const pools = ({ cluster, access, user }: Call) =>
  cluster.pools
    .values()
    .filter((pool) => access.allows(user, `/pool/${pool.poolid}`, ["Pool.Audit"]))
    .map((pool) => ({ id: `/pool/${pool.poolid}`, type: "pool", pool: pool.poolid }));

function nextId({ cluster, parameters }: Call) {
  const asked = parameters.number("vmid");
  if (asked !== undefined) {
    if (cluster.vms.has(asked)) throw parameterFailure({ vmid: `VM ${asked} already exists` });
    return String(asked);
  }
  for (let vmid = 100; vmid < 1_000_000; vmid += 1) if (!cluster.vms.has(vmid)) return String(vmid);
  throw failure("unable to get any free VMID in range [100, 1000000]");
}

function status({ cluster }: Call) {
  const members = cluster.nodes.values().map((node, index) => ({
    type: "node",
    id: `node/${node.name}`,
    name: node.name,
    nodeid: cluster.name ? index + 1 : 0,
    local: node.name === cluster.entryNode ? 1 : 0,
    online: cluster.isGone(node.name) ? 0 : 1,
    ip: `127.0.0.${index + 1}`,
    level: "",
  }));
  if (!cluster.name) return members;
  const online = members.filter((member) => member.online === 1).length;
  const quorate = online * 2 > members.length ? 1 : 0;
  const self = { type: "cluster", id: "cluster", name: cluster.name, nodes: members.length, version: 1, quorate };
  return [self, ...members];
}

export const clusterHandlers: Handlers = {
  "GET /version": () => VERSION,
  "GET /nodes/{node}/version": () => VERSION,
  "GET /cluster/resources": (call) => {
    const type = call.parameters.text("type");
    const wanted = (name: string) => type === undefined || type === name;
    return [
      ...(wanted("pool") ? pools(call) : []),
      ...(wanted("vm") ? guests(call) : []),
      ...(wanted("node") ? nodes(call) : []),
      ...(wanted("storage") ? storages(call) : []),
    ];
  },
  "GET /cluster/nextid": nextId,
  "GET /cluster/status": status,
  "GET /cluster/tasks": (call) =>
    call.tasks.records
      .values()
      .filter((task) => visible(call, task, "/"))
      .sort((a, b) => b.starttime - a.starttime)
      .slice(0, 25)
      .map(taskEntry),
};
