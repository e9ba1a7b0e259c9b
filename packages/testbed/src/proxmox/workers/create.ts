import { randomUUID } from "node:crypto";
import type { Worker } from "../cluster/task.ts";
import { createDisks } from "../guest/disks.ts";
import { drivesOf, isCdrom } from "../guest/drive.ts";
import { isNetwork, withMac } from "../guest/options.ts";
import { findVolume, free } from "../guest/volumes.ts";
import { encrypted } from "./config.ts";
import type { CreateInput } from "./inputs.ts";

/** Creates a VM whose configuration, with `lock: create`, was written by the call itself. */
export const create: Worker<CreateInput> = {
  steps: {
    start: ({ input }) => ({ lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 1 }, next: "begin" }),
    begin: ({ cluster, input, tasks }) => {
      const vm = cluster.config(input.vmid, input.node);
      const wanted = { ...input.options };
      for (const name of Object.keys(wanted).filter(isNetwork)) wanted[name] = withMac(name, String(wanted[name]));
      if (wanted.cipassword !== undefined) wanted.cipassword = encrypted(String(wanted.cipassword));
      const made = createDisks(cluster, tasks.faults, { ...vm, options: {} }, wanted, input.storage);
      const options = { ...made };
      const devices = drivesOf(options).filter(([, drive]) => drive.file !== "none");
      const nics = Object.keys(options).filter(isNetwork).sort();
      const disks = devices.filter(([, drive]) => !isCdrom(drive)).map(([name]) => name);
      const cdroms = devices.filter(([, drive]) => isCdrom(drive)).map(([name]) => name);
      options.boot ??= `order=${[...disks.slice(0, 1), ...cdroms, ...nics.slice(0, 1)].join(";")}`;
      options.smbios1 ??= `uuid=${randomUUID()}`;
      options.vmgenid = options.vmgenid === undefined || options.vmgenid === "1" ? randomUUID() : options.vmgenid;
      options.meta = `creation-qemu=10.1.2,ctime=${Math.floor(cluster.now / 1000)}`;
      vm.options = { ...options, lock: "create" };
      cluster.save(vm);
      return { sleep: 0.5, next: "end" };
    },
    end: ({ cluster, input, tasks }) => {
      const vm = cluster.config(input.vmid, input.node);
      delete vm.options.lock;
      cluster.save(vm);
      const pool = input.pool === undefined ? undefined : cluster.pools.get(input.pool);
      if (pool) cluster.pools.put(pool.poolid, { ...pool, vms: [...pool.vms, vm.vmid] });
      if (input.start) {
        const power = { vmid: vm.vmid, node: vm.node, user: input.user };
        tasks.start("start", power, { node: vm.node, type: "qmstart", id: String(vm.vmid), user: input.user });
      }
      return "done";
    },
  },
  undo: ({ cluster, input }, reason) => {
    const vm = cluster.vms.get(input.vmid);
    if (vm?.options.lock === "create") {
      for (const [, drive] of drivesOf(vm.options))
        if (drive.file && findVolume(cluster, drive.file, vm.node)) free(cluster, drive.file, vm.node);
      cluster.vms.delete(vm.vmid);
    }
    return `unable to create VM ${input.vmid} - ${reason}`;
  },
};
