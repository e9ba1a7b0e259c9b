import { checkLock, digest } from "../cluster/cluster.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { formatSize, isCdrom, parseDrive, parseSize, printDrive } from "../guest/drive.ts";
import { findVolume, storageOn, usage, volumeKey } from "../guest/volumes.ts";
import type { ResizeInput } from "./inputs.ts";

/** Grows a disk. Nothing is checked before the task: a shrink is a task that fails (API2/Qemu.pm, resize_vm). */
export const resize: Worker<ResizeInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 }, next: "begin" }),
    begin: ({ cluster, input, tasks }) => {
      const vm = cluster.config(input.vmid, input.node);
      if (input.digest && input.digest !== digest(vm)) throw failure("checksum mismatch (file change by other user?)");
      checkLock(vm);
      const text = vm.options[input.disk];
      if (text === undefined) throw failure(`disk '${input.disk}' does not exist`);
      const drive = parseDrive(input.disk, text);
      if (isCdrom(drive)) throw failure("you can't resize a cdrom");
      const volume = findVolume(cluster, drive.file ?? "", input.node);
      if (!volume) throw failure(`Could not determine current size of volume '${drive.file}'`);
      const given = parseSize(input.size.replace(/^\+/, "")) ?? 0;
      const size = input.size.startsWith("+") ? volume.sizeBytes + given : given;
      if (size < volume.sizeBytes) throw failure("shrinking disks is not supported");
      const storage = storageOn(cluster, volume.storage, input.node);
      const full = tasks.faults.meet(["storage_full"], { storage: storage.id, node: input.node, vmids: [input.vmid] });
      if (full || size - volume.sizeBytes > usage(cluster, storage, input.node).avail)
        throw failure(
          `command '/sbin/lvextend -L ${size / 1024}k /dev/pve/${drive.file?.split(":")[1]}' failed: exit code 5`,
        );
      volume.usedBytes += size - volume.sizeBytes;
      volume.sizeBytes = size;
      cluster.volumes.put(volumeKey(storage, input.node, volume.volid), volume);
      vm.options[input.disk] = printDrive(input.disk, { ...drive, size: formatSize(size) });
      cluster.save(vm);
      return { sleep: 0.3, next: "end" };
    },
    end: () => "done",
  },
};
