import { type Cluster, checkLock, checkProtection, isTemplate } from "../cluster/cluster.ts";
import type { Vm } from "../cluster/model.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, isCdrom, unusedOf } from "../guest/drive.ts";
import { findVolume, free, isBaseInUse } from "../guest/volumes.ts";
import type { DestroyInput, PruneInput, VolumeInput } from "./inputs.ts";

/** Made by the call and again by the task (API2/Qemu.pm, destroy_vm, $early_checks). */
export function checkDestroy(cluster: Cluster, input: DestroyInput): Vm {
  const vm = cluster.config(input.vmid, input.node);
  checkProtection(vm, `can't remove VM ${vm.vmid}`);
  if (vm.ha && !input.purge)
    throw failure(`unable to remove VM ${vm.vmid} - used in HA resources and purge parameter not set.`);
  if (vm.process) throw failure(`VM ${vm.vmid} is running - destroy failed`);
  return vm;
}

/** The volumes that belong to a VM's configuration, its snapshots and pending changes. */
export function ownedVolumes(cluster: Cluster, vm: Vm): string[] {
  const sections = [vm.options, vm.pending, ...Object.values(vm.snapshots).map((snapshot) => snapshot.options)];
  const named = sections.flatMap((options) => [
    ...drivesOf(options)
      .filter(([, drive]) => !isCdrom(drive, true))
      .map(([, drive]) => drive.file ?? ""),
    ...unusedOf(options).map(([, volid]) => volid),
  ]);
  const states = [vm.options.vmstate, ...Object.values(vm.snapshots).map((snapshot) => snapshot.vmstate)];
  const all = [...named, ...states.filter((state) => state !== undefined).map(String)];
  return [...new Set(all)].filter((volid) => findVolume(cluster, volid, vm.node)?.vmid === vm.vmid);
}

export const destroy: Worker<DestroyInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 }, next: "begin" }),
    begin: ({ cluster, input }) => {
      const vm = checkDestroy(cluster, input);
      if (vm.options.lock !== "suspended") checkLock(vm);
      const volumes = ownedVolumes(cluster, vm);
      const used = isTemplate(vm) ? volumes.find((volid) => isBaseInUse(cluster, volid)) : undefined;
      if (used) throw failure(`base volume '${used}' is still in use by linked cloned`);
      return { sleep: 1, next: "wipe" };
    },
    wipe: ({ cluster, input }) => ({ until: cluster.backend.removeDisk({ vmid: input.vmid }), next: "remove" }),
    remove: ({ cluster, input, log }) => {
      const vm = cluster.config(input.vmid, input.node);
      for (const volid of ownedVolumes(cluster, vm)) {
        free(cluster, volid, vm.node);
        log(`  Logical volume "${volid.split(":")[1]}" successfully removed.`);
      }
      if (input.unreferenced)
        for (const volume of cluster.volumes.values())
          if (volume.vmid === vm.vmid && volume.content === "images" && (volume.node ?? vm.node) === vm.node)
            free(cluster, volume.volid, vm.node);
      if (input.purge) log(`purging VM ${vm.vmid} from related configurations..`);
      cluster.vms.delete(vm.vmid);
      for (const pool of cluster.pools.values())
        if (pool.vms.includes(vm.vmid))
          cluster.pools.put(pool.poolid, { ...pool, vms: pool.vms.filter((one) => one !== vm.vmid) });
      return "done";
    },
  },
};

/** Removes one volume from a storage (pve-storage: API2/Storage/Content.pm). */
export const imgdel: Worker<VolumeInput> = {
  steps: {
    start: () => ({ sleep: 0.3, next: "remove" }),
    remove: ({ cluster, input, log }) => {
      const volume = findVolume(cluster, input.volid, input.node);
      if (volume?.protected) throw failure(`cannot remove protected volume '${input.volid}' on '${volume.storage}'`);
      free(cluster, input.volid, input.node);
      log(`Removed volume '${input.volid}'`);
      const kept = volume?.content === "backup" ? cluster.backend.removeDisk({ backup: input.volid }) : undefined;
      return { until: kept, next: "done" };
    },
    done: () => "done",
  },
};

export const prunebackups: Worker<PruneInput> = {
  steps: {
    start: () => ({ sleep: 0.3, next: "remove" }),
    remove: ({ cluster, input, log }) => {
      for (const volid of input.volids) {
        free(cluster, volid, input.node);
        log(`Removed volume '${volid}'`);
      }
      const kept = input.volids.flatMap((backup) => cluster.backend.removeDisk({ backup }) ?? []);
      return { until: kept.length > 0 ? Promise.all(kept).then(() => undefined) : undefined, next: "done" };
    },
    done: () => "done",
  },
};
