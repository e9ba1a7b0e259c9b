import { checkLock, isTemplate } from "../cluster/cluster.ts";
import { emptyFirewall, type Options, type Vm } from "../cluster/model.ts";
import { failure, parameterFailure, permissionFailure } from "../failure.ts";
import { drivesOf, isCdrom } from "../guest/drive.ts";
import { vmStatus } from "../guest/guest.ts";
import { hasAgent } from "../guest/options.ts";
import { checkBridges, checkOptions, checkValues, type Subject } from "../guest/permissions.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import { checkClone } from "../workers/clone.ts";
import { checkDestroy } from "../workers/destroy.ts";
import type { CloneInput } from "../workers/inputs.ts";
import { archiveOf, checkOverwrite } from "../workers/restore.ts";
import type { Call, Handlers } from "./call.ts";
import { optionsOf } from "./config.ts";
import { rootOnly } from "./root-only.ts";

export function checkPool({ cluster }: Call, pool: string | undefined): void {
  if (pool !== undefined && !cluster.pools.has(pool)) throw permissionFailure(`pool '${pool}' does not exist`);
}

function create(call: Call): string {
  const { cluster, parameters, access, user, node, vmid } = call;
  const storage = parameters.text("storage");
  const pool = parameters.text("pool");
  checkPool(call, pool);
  if (storage !== undefined) access.check(user, `/storage/${storage}`, ["Datastore.AllocateSpace"]);
  const subject: Subject = { cluster, access, user, node, vmid, ...(pool === undefined ? {} : { pool }) };
  const archive = parameters.text("archive");
  const force = parameters.flag("force");
  const allowed =
    (archive !== undefined && force && cluster.vms.has(vmid) && access.allows(user, `/vms/${vmid}`, ["VM.Backup"])) ||
    access.allows(user, `/vms/${vmid}`, ["VM.Allocate"]) ||
    (pool !== undefined && access.allows(user, `/pool/${pool}`, ["VM.Allocate"]));
  if (!allowed) throw permissionFailure();
  if (parameters.flag("start") && !(pool !== undefined && access.allows(user, `/pool/${pool}`, ["VM.PowerMgmt"])))
    access.check(user, `/vms/${vmid}`, ["VM.PowerMgmt"]);
  const options = optionsOf(parameters);
  checkOptions(subject, Object.keys(options));
  checkValues(subject, options, storage);
  if (archive !== undefined) return restore(call, archive, options);
  const taken = cluster.vms.get(vmid);
  if (taken) throw failure(`unable to create VM ${vmid} - VM ${vmid} already exists on node '${taken.node}'`);
  cluster.save({ ...emptyVm(vmid, node), options: { lock: "create" } });
  const input = {
    vmid,
    node,
    options,
    user,
    start: parameters.flag("start"),
    ...(options.name === undefined ? {} : { name: String(options.name) }),
    ...(storage === undefined ? {} : { storage }),
    ...(pool === undefined ? {} : { pool }),
  };
  return call.tasks.start("create", input, { node, type: "qmcreate", id: String(vmid), user });
}

/** From a backup: into a new VM, or with `force` over the one that is there. */
function restore(call: Call, archive: string, options: Options): string {
  const { cluster, parameters, access, user, node, vmid } = call;
  const drive = Object.keys(options).find(isDriveName);
  if (drive) throw parameterFailure({ [drive]: "option conflicts with option 'archive'" });
  const volume = archiveOf(cluster, archive, node);
  if (!access.allows(user, `/storage/${volume.storage}`, ["Datastore.Allocate"])) {
    access.check(user, `/storage/${volume.storage}`, ["Datastore.AllocateSpace"]);
    access.check(user, `/vms/${volume.vmid}`, ["VM.Backup"]);
  }
  const existing = cluster.vms.get(vmid);
  const emsg = `unable to restore VM ${vmid} -`;
  if (existing && !(parameters.flag("force") && existing.node === node))
    throw failure(`${emsg} VM ${vmid} already exists on node '${existing.node}'`);
  if (existing?.options.lock) throw failure(`${emsg} VM is locked (${existing.options.lock})`);
  if (existing) checkOverwrite(existing);
  const vm = existing ?? emptyVm(vmid, node);
  vm.options.lock = "create";
  cluster.save(vm);
  const [storage, pool] = [parameters.text("storage"), parameters.text("pool")];
  const input = {
    vmid,
    node,
    archive,
    options,
    user,
    unique: parameters.flag("unique"),
    start: parameters.flag("start"),
    ...(storage === undefined ? {} : { storage }),
    ...(pool === undefined ? {} : { pool }),
  };
  return call.tasks.start("restore", input, { node, type: "qmrestore", id: String(vmid), user });
}

const emptyVm = (vmid: number, node: string): Vm => ({
  vmid,
  node,
  options: {},
  pending: {},
  pendingDelete: {},
  cloudinit: { changed: {}, added: [] },
  snapshots: {},
  firewall: emptyFirewall(),
});

function clone(call: Call): string {
  const { cluster, parameters, access, user, node, vmid } = call;
  const target = parameters.text("target");
  const pool = parameters.text("pool");
  const [name, description, storage, snapname] = ["name", "description", "storage", "snapname"].map((key) =>
    parameters.text(key),
  );
  cluster.isRunning(vmid, node);
  checkPool(call, pool);
  if (target !== undefined && !cluster.nodes.has(target)) throw failure(`no such cluster node '${target}'`);
  const input: CloneInput = {
    vmid,
    node,
    newid: Number(parameters.required("newid")),
    user,
    ...(target === undefined || target === node ? {} : { target }),
    ...(parameters.text("full") === undefined ? {} : { full: parameters.flag("full") }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(storage === undefined ? {} : { storage }),
    ...(snapname === undefined ? {} : { snapname }),
    ...(pool === undefined ? {} : { pool }),
  };
  const source = cluster.config(vmid, node);
  checkLock(source);
  for (const [, drive] of drivesOf(source.options).filter(([, one]) => !isCdrom(one))) {
    const where = storage ?? drive.file?.split(":")[0] ?? "";
    access.check(user, `/storage/${where}`, ["Datastore.AllocateSpace"]);
  }
  checkBridges({ cluster, access, user, node, vmid }, source.options);
  checkClone(cluster, input);
  return call.tasks.start("clone", input, { node, type: "qmclone", id: String(vmid), user });
}

function destroy(call: Call): string {
  const { cluster, parameters, node, vmid, user } = call;
  rootOnly(call, "skiplock");
  const input = {
    vmid,
    node,
    purge: parameters.flag("purge"),
    unreferenced: parameters.flag("destroy-unreferenced-disks"),
  };
  checkDestroy(cluster, input);
  return call.tasks.start("destroy", input, { node, type: "qmdestroy", id: String(vmid), user });
}

export const qemuHandlers: Handlers = {
  "GET /nodes/{node}/qemu": ({ cluster, access, user, node, parameters }) =>
    cluster.vms
      .values()
      .filter((vm) => vm.node === node && access.allows(user, `/vms/${vm.vmid}`, ["VM.Audit"]))
      .map((vm) => vmStatus(cluster, vm, parameters.flag("full"))),
  "POST /nodes/{node}/qemu": create,
  "GET /nodes/{node}/qemu/{vmid}": () =>
    ["agent", "clone", "cloudinit", "config", "firewall", "pending", "resize", "snapshot", "status"].map((subdir) => ({
      subdir,
    })),
  "DELETE /nodes/{node}/qemu/{vmid}": destroy,
  "POST /nodes/{node}/qemu/{vmid}/clone": clone,
  "GET /nodes/{node}/qemu/{vmid}/status": () =>
    ["current", "start", "stop", "reset", "shutdown", "suspend", "reboot"].map((subdir) => ({ subdir })),
  "GET /nodes/{node}/qemu/{vmid}/status/current": ({ cluster, node, vmid }) => {
    const vm = cluster.config(vmid, node);
    return {
      ...vmStatus(cluster, vm, true),
      ha: vm.ha ? { managed: 1, state: vm.ha.state } : { managed: 0 },
      ...(hasAgent(vm.options) ? { agent: 1 } : {}),
    };
  },
  "GET /nodes/{node}/qemu/{vmid}/feature": ({ cluster, node, vmid, parameters }) => {
    const vm = cluster.config(vmid, node);
    const has = parameters.text("feature") === "clone" ? isTemplate(vm) : true;
    return { hasFeature: has ? 1 : 0, nodes: [vm.node] };
  },
};
