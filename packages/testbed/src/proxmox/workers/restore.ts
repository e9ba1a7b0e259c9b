import { randomUUID } from "node:crypto";
import { type Cluster, checkProtection } from "../cluster/cluster.ts";
import { GIB, type Options, type Vm, type Volume } from "../cluster/model.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, formatSize, isCdrom, isCloudinit, printDrive } from "../guest/drive.ts";
import { isNetwork, withMac } from "../guest/options.ts";
import { allocate, CLOUDINIT_BYTES, findVolume, free } from "../guest/volumes.ts";
import { ownedVolumes } from "./destroy.ts";
import type { RestoreInput } from "./inputs.ts";

const SECONDS_PER_GIB = 8;

/** What a restore takes from. @throws Failure */
export function archiveOf(cluster: Cluster, volid: string, node: string): Volume {
  const volume = findVolume(cluster, volid, node);
  if (!volume?.backup) throw failure(`volume '${volid}' does not exist`);
  return volume;
}

/** Checks on a VM that is to be overwritten. @throws Failure */
export function checkOverwrite(vm: Vm): void {
  const emsg = `unable to restore VM ${vm.vmid} -`;
  checkProtection(vm, emsg);
  if (vm.process) throw failure(`${emsg} vm is running`);
}

/** Everything comes from the archive, the firewall and the description too; what the VM was before is gone. */
export const restore: Worker<RestoreInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 1 }, next: "begin" }),
    begin: ({ cluster, input, tasks, log }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkOverwrite(vm);
      const { backup } = archiveOf(cluster, input.archive, input.node);
      if (!backup) throw failure(`volume '${input.archive}' does not exist`);
      for (const volid of ownedVolumes(cluster, vm)) free(cluster, volid, vm.node);
      vm.snapshots = {};
      vm.pending = {};
      vm.pendingDelete = {};
      vm.options = { lock: "create" };
      const options: Options = { ...backup.options };
      delete options.parent;
      for (const [name, drive] of drivesOf(backup.options)) {
        const size = backup.disks[name];
        if (isCdrom(drive, true) || drive.file === "none") continue;
        if (size === undefined && !isCloudinit(drive)) {
          delete options[name];
          continue;
        }
        const storage = input.storage ?? drive.file?.split(":")[0] ?? "";
        const where = { storage, node: vm.node, vmid: vm.vmid, sizeBytes: size ?? CLOUDINIT_BYTES };
        const volume = allocate(cluster, tasks.faults, { ...where, kind: isCloudinit(drive) ? "cloudinit" : "disk" });
        vm.options[name] = printDrive(name, { ...drive, file: volume.volid, size: formatSize(volume.sizeBytes) });
        options[name] = vm.options[name];
        log(`new volume ID is '${volume.volid}'`);
      }
      if (input.unique) {
        options.vmgenid = randomUUID();
        for (const name of Object.keys(options).filter(isNetwork))
          options[name] = withMac(name, String(options[name]), true);
      }
      Object.assign(options, input.options);
      vm.firewall = structuredClone(backup.firewall);
      input.restored = options;
      cluster.save(vm);
      const bytes = Object.values(backup.disks).reduce((sum, size) => sum + size, 0);
      return { sleep: (bytes / GIB) * SECONDS_PER_GIB, next: "read" };
    },
    read: ({ cluster, input }) => ({
      until: cluster.backend.copyDisk({ backup: input.archive }, { vmid: input.vmid }),
      next: "restored",
    }),
    restored: ({ cluster, input, tasks }) => {
      const vm = cluster.config(input.vmid, input.node);
      vm.options = { ...input.restored };
      delete vm.options.lock;
      cluster.save(vm);
      const pool = input.pool === undefined ? undefined : cluster.pools.get(input.pool);
      if (pool && !pool.vms.includes(vm.vmid)) cluster.pools.put(pool.poolid, { ...pool, vms: [...pool.vms, vm.vmid] });
      if (input.start) {
        const power = { vmid: vm.vmid, node: vm.node, user: input.user };
        tasks.start("start", power, { node: vm.node, type: "qmstart", id: String(vm.vmid), user: input.user });
      }
      return "done";
    },
  },
  // A restore that fails leaves what there is, without the lock.
  undo: ({ cluster, input, warn }, reason) => {
    const vm = cluster.vms.get(input.vmid);
    if (vm?.options.lock === "create") {
      delete vm.options.lock;
      cluster.save(vm);
    }
    warn(
      `error before or during data restore, some or all disks were not completely restored. VM ${input.vmid} state is NOT cleaned up.`,
    );
    return reason;
  },
};
