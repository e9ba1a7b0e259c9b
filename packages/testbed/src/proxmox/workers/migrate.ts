import { type Cluster, checkLock } from "../cluster/cluster.ts";
import { GIB, type Vm, type Volume } from "../cluster/model.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, parseDrive, printDrive, unusedOf } from "../guest/drive.ts";
import { memoryMib } from "../guest/options.ts";
import { findVolume, storageOn, usage, volumeKey } from "../guest/volumes.ts";
import type { MigrateInput } from "./inputs.ts";

/** Seconds: to set up, to move a GiB of memory or disk over the network. */
const SETUP = 2;
const SECONDS_PER_GIB = 4;

/** Volumes that only this node has. */
export function localVolumes(cluster: Cluster, vm: Vm): Volume[] {
  const volids = [
    ...drivesOf(vm.options).map(([, drive]) => drive.file ?? ""),
    ...unusedOf(vm.options).map(([, v]) => v),
  ];
  return volids.flatMap((volid) => {
    const volume = findVolume(cluster, volid, vm.node);
    return volume?.node === undefined ? [] : [volume];
  });
}

const storageFor = (input: MigrateInput, volume: Volume) =>
  input.targetStorage === undefined || input.targetStorage === "1" ? volume.storage : input.targetStorage;

export const migrate: Worker<MigrateInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 }, next: "begin" }),
    begin: ({ cluster, input, log }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkLock(vm);
      const local = localVolumes(cluster, vm);
      if (vm.process && local.length > 0 && !input.withLocalDisks)
        throw failure(
          "Problem found while scanning volumes - can't live migrate attached local disks without with-local-disks option",
        );
      for (const volume of local) {
        const storage = storageOn(cluster, storageFor(input, volume), input.target);
        if (volume.sizeBytes > usage(cluster, storage, input.target).avail)
          throw failure(`storage migration for '${volume.volid}' to storage '${storage.id}' failed - no space left`);
        log(`found local disk '${volume.volid}'`);
      }
      vm.options.lock = "migrate";
      input.locked = true;
      cluster.save(vm);
      log(`starting migration of VM ${vm.vmid} to node '${input.target}'`);
      const bytes = local.reduce((sum, volume) => sum + volume.sizeBytes, 0);
      const memory = vm.process ? memoryMib(vm.options) / 1024 : 0;
      return { sleep: SETUP + (bytes / GIB + memory) * SECONDS_PER_GIB, next: "move" };
    },
    move: ({ cluster, input, tasks, log }) => {
      const vm = cluster.config(input.vmid, input.node);
      const renamed = new Map(
        localVolumes(cluster, vm).map((volume) => [volume.volid, moveVolume(cluster, input, volume)]),
      );
      for (const [name, drive] of drivesOf(vm.options)) {
        const volid = renamed.get(drive.file ?? "");
        if (volid) vm.options[name] = printDrive(name, { ...parseDrive(name, vm.options[name] ?? ""), file: volid });
      }
      delete vm.options.lock;
      vm.node = input.target;
      // QEMU on the other node is another process: its counters begin anew.
      if (vm.process) vm.process = { ...vm.process, pid: tasks.nextPid(), since: cluster.now };
      cluster.save(vm);
      log("migration finished successfully");
      return "done";
    },
  },
  undo: ({ cluster, input, log }, reason) => {
    const vm = cluster.vms.get(input.vmid);
    if (!input.locked || vm?.options.lock !== "migrate") return reason;
    delete vm.options.lock;
    cluster.save(vm);
    log(`ERROR: migration aborted: ${reason}`);
    return "migration aborted";
  },
};

function moveVolume(cluster: Cluster, input: MigrateInput, volume: Volume): string {
  const from = cluster.storages.get(volume.storage);
  const to = storageOn(cluster, storageFor(input, volume), input.target);
  const volid = `${to.id}:${volume.volid.split(":")[1]}`;
  if (from) cluster.volumes.delete(volumeKey(from, input.node, volume.volid));
  const { node: _node, ...rest } = volume;
  cluster.volumes.put(volumeKey(to, input.target, volid), {
    ...rest,
    volid,
    storage: to.id,
    ...(to.shared ? {} : { node: input.target }),
  });
  return volid;
}
