import { checkLock, digest, isHaManaged, isTemplate } from "../cluster/cluster.ts";
import { failure, parameterFailure } from "../failure.ts";
import { isCdrom, parseDrive } from "../guest/drive.ts";
import { storageOn } from "../guest/volumes.ts";
import { localVolumes } from "../workers/migrate.ts";
import type { Call, Handlers } from "./call.ts";
import { rootOnly } from "./root-only.ts";

function migrate(call: Call): string {
  const { cluster, tasks, parameters, node, vmid, user } = call;
  const target = parameters.required("target");
  if (target === node) throw parameterFailure({ target: "target is local node." });
  if (!cluster.nodes.has(target)) throw failure(`no such cluster node '${target}'`);
  rootOnly(call, "force", "migration_type", "migration_network");
  const vm = cluster.config(vmid, node);
  checkLock(vm);
  if (vm.process && !parameters.flag("online")) throw failure("can't migrate running VM without --online");
  const targetStorage = parameters.text("targetstorage");
  if (targetStorage !== undefined && targetStorage !== "1") {
    call.access.check(user, `/vms/${vmid}`, ["VM.Config.Disk"]);
    call.access.check(user, `/storage/${targetStorage}`, ["Datastore.AllocateSpace"]);
    storageOn(cluster, targetStorage, target);
  } else for (const volume of localVolumes(cluster, vm)) storageOn(cluster, volume.storage, target);
  if (isHaManaged(vm)) return tasks.start("ha", { vmid, target }, { node, type: "hamigrate", id: String(vmid), user });
  const input = {
    node,
    vmid,
    target,
    user,
    online: vm.process !== undefined,
    withLocalDisks: parameters.flag("with-local-disks"),
    ...(targetStorage === undefined ? {} : { targetStorage }),
  };
  return tasks.start("migrate", input, { node, type: "qmigrate", id: String(vmid), user });
}

function precondition({ cluster, node, vmid }: Call) {
  const vm = cluster.config(vmid, node);
  const local = localVolumes(cluster, vm);
  const others = cluster.nodes
    .values()
    .map((other) => other.name)
    .filter((name) => name !== node);
  const lacking = (name: string) =>
    [...new Set(local.map((volume) => volume.storage))].filter((id) => !cluster.storages.get(id)?.nodes[name]);
  return {
    running: vm.process ? 1 : 0,
    "has-dbus-vmstate": 0,
    allowed_nodes: others.filter((name) => lacking(name).length === 0),
    not_allowed_nodes: Object.fromEntries(
      others.filter((name) => lacking(name).length > 0).map((name) => [name, { unavailable_storages: lacking(name) }]),
    ),
    local_disks: local.map((volume) => ({
      volid: volume.volid,
      size: volume.sizeBytes,
      cdrom: volume.volid.includes("cloudinit") ? 1 : 0,
      is_unused: 0,
    })),
    local_resources: [],
    "mapped-resources": [],
    "mapped-resource-info": {},
  };
}

function moveDisk(call: Call): string {
  const { cluster, tasks, parameters, node, vmid, user } = call;
  if (parameters.text("target-vmid") !== undefined) throw failure("moving a disk to another VM is not modelled");
  const storage = parameters.text("storage");
  if (storage === undefined) throw parameterFailure({ storage: "missing storage" });
  const vm = cluster.config(vmid, node);
  checkLock(vm);
  const given = parameters.text("digest");
  if (given && given !== digest(vm))
    throw failure("detected modified configuration - file changed by other user? Try again.");
  const disk = parameters.required("disk");
  const text = vm.options[disk];
  if (text === undefined) throw failure(`disk '${disk}' does not exist`);
  const drive = parseDrive(disk, text);
  if (isCdrom(drive, true)) throw failure("you can't move a cdrom");
  if (drive.file?.split(":")[0] === storage) throw failure("you can't move to the same storage with same format");
  call.access.check(user, `/storage/${storage}`, ["Datastore.AllocateSpace"]);
  if (!storageOn(cluster, storage, node).content.includes("images"))
    throw parameterFailure({ storage: `storage '${storage}' does not support vm images` });
  const input = { node, vmid, disk, storage, remove: parameters.flag("delete") };
  return tasks.start("movedisk", input, { node, type: "qmmove", id: String(vmid), user });
}

export const moveHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/migrate": precondition,
  "POST /nodes/{node}/qemu/{vmid}/migrate": migrate,
  "POST /nodes/{node}/qemu/{vmid}/move_disk": moveDisk,
  "POST /nodes/{node}/qemu/{vmid}/template": (call) => {
    const { cluster, tasks, parameters, node, vmid, user } = call;
    if (parameters.text("disk") !== undefined) throw failure("templates of single disks are not modelled");
    const vm = cluster.config(vmid, node);
    checkLock(vm);
    if (Object.keys(vm.snapshots).length > 0) throw failure("unable to create template, because VM contains snapshots");
    if (isTemplate(vm)) throw failure("you can't convert a template to a template");
    if (vm.process) throw failure("you can't convert a VM to template if VM is running");
    return tasks.start("template", { node, vmid }, { node, type: "qmtemplate", id: String(vmid), user });
  },
};
