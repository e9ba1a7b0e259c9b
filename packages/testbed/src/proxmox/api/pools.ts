import type { Pool } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import { splitList } from "../schema/format.ts";
import type { Call, Handlers } from "./call.ts";

function poolOf({ cluster, parameters }: Call): Pool {
  const id = parameters.required("poolid");
  const pool = cluster.pools.get(id);
  if (!pool) throw failure(`pool '${id}' does not exist`);
  return pool;
}

const shown = ({ cluster }: Call, pool: Pool) => ({
  poolid: pool.poolid,
  ...(pool.comment === undefined ? {} : { comment: pool.comment }),
  members: [
    ...pool.vms.flatMap((vmid) => {
      const vm = cluster.vms.get(vmid);
      const status = vm?.process ? "running" : "stopped";
      return vm ? [{ id: `qemu/${vmid}`, type: "qemu", vmid, node: vm.node, name: vm.options.name, status }] : [];
    }),
    ...pool.storages.map((storage) => ({ id: `storage/${storage}`, type: "storage", storage })),
  ],
});

function update(call: Call): null {
  const { cluster, parameters, access, user } = call;
  const pool = poolOf(call);
  const vms = splitList(parameters.text("vms")).map(Number);
  const storages = splitList(parameters.text("storage"));
  const removing = parameters.flag("delete");
  for (const vmid of vms) {
    access.check(user, `/vms/${vmid}`, ["VM.Allocate"]);
    if (removing && !pool.vms.includes(vmid)) throw failure(`VM ${vmid} is not a pool member`);
    if (!removing && pool.vms.includes(vmid)) throw failure(`VM ${vmid} is already a pool member`);
    if (!removing && !cluster.vms.has(vmid)) throw failure(`no such VM ${vmid}`);
    const other = cluster.pools.values().find((one) => one !== pool && one.vms.includes(vmid));
    if (!removing && other && !parameters.flag("allow-move"))
      throw failure(`VM ${vmid} belongs already to pool '${other.poolid}' and 'allow-move' is not set`);
    if (!removing && other) cluster.pools.put(other.poolid, { ...other, vms: other.vms.filter((one) => one !== vmid) });
  }
  const comment = parameters.text("comment");
  cluster.pools.put(pool.poolid, {
    ...pool,
    ...(comment === undefined ? {} : { comment }),
    vms: removing ? pool.vms.filter((vmid) => !vms.includes(vmid)) : [...pool.vms, ...vms],
    storages: removing
      ? pool.storages.filter((storage) => !storages.includes(storage))
      : [...new Set([...pool.storages, ...storages])],
  });
  return null;
}

function remove(call: Call): null {
  const pool = poolOf(call);
  const member = pool.vms.find((vmid) => call.cluster.vms.has(vmid));
  if (member !== undefined) throw failure(`pool '${pool.poolid}' is not empty (contains VM ${member})`);
  if (pool.storages[0]) throw failure(`pool '${pool.poolid}' is not empty (contains storage '${pool.storages[0]}')`);
  call.cluster.pools.delete(pool.poolid);
  return null;
}

export const poolHandlers: Handlers = {
  "GET /pools": (call) => {
    if (call.parameters.text("poolid") !== undefined) {
      const pool = poolOf(call);
      call.access.check(call.user, `/pool/${pool.poolid}`, ["Pool.Audit"]);
      return [shown(call, pool)];
    }
    return call.cluster.pools
      .values()
      .filter((pool) => call.access.allows(call.user, `/pool/${pool.poolid}`, ["Pool.Audit"]))
      .map(({ poolid, comment }) => ({ poolid, ...(comment === undefined ? {} : { comment }) }));
  },
  "GET /pools/{poolid}": (call) => {
    const { comment, members } = shown(call, poolOf(call));
    return { ...(comment === undefined ? {} : { comment }), members };
  },
  "POST /pools": ({ cluster, parameters }) => {
    const poolid = parameters.required("poolid");
    if (cluster.pools.has(poolid)) throw failure(`pool '${poolid}' already exists`);
    const comment = parameters.text("comment");
    cluster.pools.put(poolid, { poolid, ...(comment === undefined ? {} : { comment }), vms: [], storages: [] });
    return null;
  },
  "PUT /pools": update,
  "PUT /pools/{poolid}": update,
  "DELETE /pools": remove,
  "DELETE /pools/{poolid}": remove,
};
