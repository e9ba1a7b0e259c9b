import { checkLock, isTemplate } from "../cluster/cluster.ts";
import { GIB } from "../cluster/model.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, isCdrom, isCloudinit, parseDrive, printDrive } from "../guest/drive.ts";
import { addUnused } from "../guest/pending.ts";
import { allocate, findVolume, free, volumeKey } from "../guest/volumes.ts";
import type { MoveDiskInput, TemplateInput } from "./inputs.ts";

const SECONDS_PER_GIB = 5;

/** Turns a VM into a template: its disks become base images (API2/Qemu.pm, template). */
export const template: Worker<TemplateInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 }, next: "begin" }),
    begin: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkLock(vm);
      if (vm.process) throw failure("you can't convert a VM to template if VM is running");
      if (isTemplate(vm)) throw failure("you can't convert a template to a template");
      for (const [name, drive] of drivesOf(vm.options)) {
        const volume = findVolume(cluster, drive.file ?? "", vm.node);
        const storage = cluster.storages.get(volume?.storage ?? "");
        if (!volume || !storage || isCdrom(drive) || isCloudinit(drive)) continue;
        const volid = volume.volid.replace(/vm-(\d+)-disk/, "base-$1-disk");
        cluster.volumes.delete(volumeKey(storage, vm.node, volume.volid));
        cluster.volumes.put(volumeKey(storage, vm.node, volid), { ...volume, volid });
        vm.options[name] = printDrive(name, { ...drive, file: volid });
      }
      vm.options.template = 1;
      cluster.save(vm);
      return "done";
    },
  },
};

/** Copies a disk to another storage; the old volume stays as `unusedN` unless it is to be deleted. */
export const movedisk: Worker<MoveDiskInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 1 }, next: "begin" }),
    begin: ({ cluster, input, tasks, log }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkLock(vm);
      const drive = parseDrive(input.disk, vm.options[input.disk] ?? "");
      const source = findVolume(cluster, drive.file ?? "", vm.node);
      if (!source) throw failure(`disk '${input.disk}' has no associated volume`);
      const where = { storage: input.storage, node: vm.node, vmid: vm.vmid, sizeBytes: source.sizeBytes };
      input.volid = allocate(cluster, tasks.faults, where).volid;
      log(`create full clone of drive ${input.disk} (${drive.file})`);
      return { sleep: (source.sizeBytes / GIB) * SECONDS_PER_GIB, next: "switch" };
    },
    switch: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      const drive = parseDrive(input.disk, vm.options[input.disk] ?? "");
      vm.options[input.disk] = printDrive(input.disk, { ...drive, file: input.volid ?? "" });
      if (input.remove) free(cluster, drive.file ?? "", vm.node);
      else addUnused(vm, drive.file ?? "");
      cluster.save(vm);
      return "done";
    },
  },
  undo: ({ cluster, input }, reason) => {
    if (input.volid && findVolume(cluster, input.volid, input.node)) free(cluster, input.volid, input.node);
    return `storage migration failed: ${reason}`;
  },
};
