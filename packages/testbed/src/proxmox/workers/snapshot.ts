import type { Done } from "../backend/guest-backend.ts";
import { type Cluster, checkLock, isTemplate } from "../cluster/cluster.ts";
import type { Options, Snapshot, Vm } from "../cluster/model.ts";
import type { Next, Run, Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, isCdrom, parseSize } from "../guest/drive.ts";
import { memoryMib } from "../guest/options.ts";
import { addUnused } from "../guest/pending.ts";
import { findVolume, volumeKey } from "../guest/volumes.ts";
import type { SnapshotInput } from "./inputs.ts";
import { boot, halt, launch } from "./power.ts";

/** Seconds: to snapshot the disks, to write a GiB of memory, to roll back and to delete. */
const DISKS = 1;
const MEMORY_PER_GIB = 5;
const BACK = 2;

const lock = (input: SnapshotInput, next: string): Next => ({
  lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 },
  next,
});

/** What a snapshot keeps of a configuration (AbstractConfig.pm, __snapshot_copy_config). */
const kept = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !/^(lock|description|vmstate|unused\d+)$/.test(name)));

function snapshotOf(vm: Vm, name: string): Snapshot {
  const found = vm.snapshots[name];
  if (!found) throw failure(`snapshot '${name}' does not exist`);
  return found;
}

function expectLock(vm: Vm, name: string, text: string): void {
  if (vm.options.lock !== name) throw failure(text);
}

/** Prepared under the lock, then taken without it, then committed under it again: the configuration says so meanwhile. */
export const snapshot: Worker<SnapshotInput> = {
  steps: {
    start: ({ input }) => lock(input, "prepare"),
    prepare: ({ cluster, input, unlock }) => {
      const vm = cluster.config(input.vmid, input.node);
      if (isTemplate(vm)) throw failure("you can't take a snapshot if it's a template");
      checkLock(vm);
      if (vm.snapshots[input.snapname]) throw failure(`snapshot name '${input.snapname}' already used`);
      const withMemory = input.vmstate === true && vm.process !== undefined;
      vm.snapshots[input.snapname] = {
        options: kept(vm.options),
        snaptime: Math.floor(cluster.now / 1000),
        snapstate: "prepare",
        ...(vm.options.parent === undefined ? {} : { parent: String(vm.options.parent) }),
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(withMemory ? { vmstate: `vm-${vm.vmid}-state-${input.snapname}` } : {}),
      };
      vm.options.lock = "snapshot";
      cluster.save(vm);
      unlock();
      return { sleep: DISKS + (withMemory ? (memoryMib(vm.options) / 1024) * MEMORY_PER_GIB : 0), next: "taken" };
    },
    taken: ({ cluster, input }) => ({
      until: cluster.backend.copyDisk({ vmid: input.vmid }, { vmid: input.vmid, snapshot: input.snapname }),
      next: "copied",
    }),
    copied: ({ input }) => lock(input, "commit"),
    commit: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      expectLock(vm, "snapshot", "missing snapshot lock");
      delete snapshotOf(vm, input.snapname).snapstate;
      delete vm.options.lock;
      vm.options.parent = input.snapname;
      cluster.save(vm);
      return "done";
    },
  },
  undo: ({ cluster, input }, reason) => {
    const vm = cluster.vms.get(input.vmid);
    if (vm?.snapshots[input.snapname]?.snapstate === "prepare") {
      delete vm.snapshots[input.snapname];
      delete vm.options.lock;
      cluster.save(vm);
    }
    return reason;
  },
};

/** The VM is stopped, its disks go back, and its configuration but for the description: cores, memory, NIC, onboot. */
export const rollback: Worker<SnapshotInput> = {
  steps: {
    start: ({ input }) => lock(input, "prepare"),
    prepare: ({ cluster, input, unlock }) => {
      const vm = cluster.config(input.vmid, input.node);
      if (isTemplate(vm)) throw failure("you can't rollback if vm is a template");
      const back = snapshotOf(vm, input.snapname);
      if (back.snapstate) throw failure(`unable to rollback to incomplete snapshot (snapstate = ${back.snapstate})`);
      checkLock(vm);
      halt(cluster, vm);
      vm.options.lock = "rollback";
      cluster.save(vm);
      unlock();
      return { sleep: BACK, next: "back" };
    },
    back: ({ cluster, input }) => ({ until: revert(cluster, input), next: "reverted" }),
    reverted: ({ input }) => lock(input, "apply"),
    apply,
    resumed: ({ cluster, input, tasks }) => {
      boot(cluster, cluster.config(input.vmid, input.node), tasks.nextPid());
      return "done";
    },
  },
};

/** What the guest has on its disks goes back too. */
const revert = ({ backend }: Cluster, { vmid, snapname }: SnapshotInput): Done =>
  backend.kill(vmid)?.then(() => backend.copyDisk({ vmid, snapshot: snapname }, { vmid }));

function apply(run: Run<SnapshotInput>): Next {
  const { cluster, input, tasks } = run;
  const vm = cluster.config(input.vmid, input.node);
  expectLock(vm, "rollback", "got wrong lock");
  const back = snapshotOf(vm, input.snapname);
  const before = vm.options;
  const files = (options: Options) => drivesOf(options).map(([, drive]) => drive.file);
  vm.options = { ...kept(back.options), parent: input.snapname };
  for (const [name, value] of Object.entries(before))
    if (name === "description" || /^unused\d+$/.test(name)) vm.options[name] = value;
  for (const [, drive] of drivesOf(before))
    if (drive.file && !isCdrom(drive) && !files(back.options).includes(drive.file)) addUnused(vm, drive.file);
  for (const [, drive] of drivesOf(vm.options)) {
    const volume = findVolume(cluster, drive.file ?? "", vm.node);
    const storage = cluster.storages.get(volume?.storage ?? "");
    const size = parseSize(drive.size ?? "");
    if (volume && storage && size !== undefined)
      cluster.volumes.put(volumeKey(storage, vm.node, volume.volid), {
        ...volume,
        usedBytes: volume.parent ? volume.usedBytes : size,
        sizeBytes: size,
      });
  }
  vm.pending = {};
  vm.pendingDelete = {};
  cluster.save(vm);
  if (back.vmstate) return { until: launch(cluster, vm), next: "resumed" };
  if (input.start) {
    const power = { vmid: vm.vmid, node: vm.node, user: input.user };
    tasks.start("start", power, { node: vm.node, type: "qmstart", id: String(vm.vmid), user: input.user });
  }
  return "done";
}

export const delsnapshot: Worker<SnapshotInput> = {
  steps: {
    start: ({ input }) => lock(input, "prepare"),
    prepare: ({ cluster, input, unlock }) => {
      const vm = cluster.config(input.vmid, input.node);
      const gone = snapshotOf(vm, input.snapname);
      checkLock(vm);
      gone.snapstate = "delete";
      vm.options.lock = "snapshot-delete";
      cluster.save(vm);
      unlock();
      return { sleep: BACK, next: "removed" };
    },
    removed: ({ cluster, input }) => ({
      until: cluster.backend.removeDisk({ vmid: input.vmid, snapshot: input.snapname }),
      next: "unkept",
    }),
    unkept: ({ input }) => lock(input, "commit"),
    commit: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      expectLock(vm, "snapshot-delete", "encountered invalid lock, expected 'snapshot-delete'");
      const { parent } = snapshotOf(vm, input.snapname);
      delete vm.snapshots[input.snapname];
      const children = Object.values(vm.snapshots).filter((other) => other.parent === input.snapname);
      for (const child of children) {
        if (parent === undefined) delete child.parent;
        else child.parent = parent;
      }
      if (vm.options.parent === input.snapname) {
        if (parent === undefined) delete vm.options.parent;
        else vm.options.parent = parent;
      }
      delete vm.options.lock;
      cluster.save(vm);
      return "done";
    },
  },
};
