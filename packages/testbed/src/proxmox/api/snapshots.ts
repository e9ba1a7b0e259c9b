import { checkLock, digest } from "../cluster/cluster.ts";
import type { Snapshot } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import { underLock } from "./background.ts";
import type { Call, Handlers } from "./call.ts";

const prefix = "/nodes/{node}/qemu/{vmid}/snapshot";

function snapshotOf({ cluster, node, vmid, parameters }: Call): Snapshot {
  const name = parameters.required("snapname");
  const found = cluster.config(vmid, node).snapshots[name];
  if (!found) throw failure(`snapshot '${name}' does not exist`);
  return found;
}

function list({ cluster, node, vmid }: Call) {
  const vm = cluster.config(vmid, node);
  const entries = Object.entries(vm.snapshots).map(([name, one]) => ({
    name,
    snaptime: one.snaptime,
    vmstate: one.vmstate ? 1 : 0,
    description: one.description ?? "",
    ...(one.parent === undefined ? {} : { parent: one.parent }),
    ...(one.snapstate === undefined ? {} : { snapstate: one.snapstate }),
  }));
  const { parent } = vm.options;
  const current = { name: "current", description: "You are here!", digest: digest(vm), running: vm.process ? 1 : 0 };
  return [...entries, { ...current, ...(parent === undefined ? {} : { parent }) }];
}

function begin(call: Call, kind: "snapshot" | "rollback" | "delsnapshot"): string {
  const { tasks, node, vmid, user, parameters } = call;
  const description = parameters.text("description");
  const input = {
    node,
    vmid,
    user,
    snapname: parameters.required("snapname"),
    vmstate: parameters.flag("vmstate"),
    start: parameters.flag("start"),
    force: parameters.flag("force"),
    ...(description === undefined ? {} : { description }),
  };
  return tasks.start(kind, input, { node, type: `qm${kind}`, id: String(vmid), user });
}

export const snapshotHandlers: Handlers = {
  [`GET ${prefix}`]: list,
  [`POST ${prefix}`]: (call) => {
    const name = call.parameters.required("snapname");
    if (name === "current" || name.toLowerCase() === "pending")
      throw failure(`unable to use snapshot name '${name.toLowerCase()}' (reserved name)`);
    call.cluster.config(call.vmid, call.node);
    return begin(call, "snapshot");
  },
  [`GET ${prefix}/{snapname}`]: () => [{ cmd: "rollback" }, { cmd: "config" }],
  [`DELETE ${prefix}/{snapname}`]: (call) => begin(call, "delsnapshot"),
  [`POST ${prefix}/{snapname}/rollback`]: (call) => {
    if (call.parameters.flag("start")) call.access.check(call.user, `/vms/${call.vmid}`, ["VM.PowerMgmt"]);
    return begin(call, "rollback");
  },
  [`GET ${prefix}/{snapname}/config`]: (call) => {
    const { options, snaptime, description } = snapshotOf(call);
    return { ...options, snaptime, ...(description === undefined ? {} : { description }) };
  },
  [`PUT ${prefix}/{snapname}/config`]: async (call) => {
    const { cluster, node, vmid } = call;
    await underLock(call, { node, vmid, shared: false, seconds: 10 }, () => {
      const vm = cluster.config(vmid, node);
      checkLock(vm);
      const description = call.parameters.text("description");
      if (description !== undefined) snapshotOf(call).description = description;
      cluster.save(vm);
    });
    return null;
  },
};
