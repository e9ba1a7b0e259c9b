import type { Cluster } from "../cluster/cluster.ts";
import { GIB, type Vm, type Volume } from "../cluster/model.ts";
import type { Next, Run, Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { drivesOf, isCdrom, isCloudinit } from "../guest/drive.ts";
import { keepRules, markBackups } from "../guest/retention.ts";
import { findVolume, storageOn, usage, volumeKey, volumesOn } from "../guest/volumes.ts";
import type { BackupInput } from "./inputs.ts";
import { boot, halt } from "./power.ts";

/** Seconds to read and compress a GiB, and what is left of it. */
const SECONDS_PER_GIB = 10;
const COMPRESSION = 0.4;

/** vzdump: one at a time on each node; each VM carries `lock: backup` while it is in work, for as long as that takes. */
export const backup: Worker<BackupInput> = {
  steps: {
    start: ({ input }) => ({
      lock: { node: input.node, vmid: 0, shared: false, seconds: 3 * 3600, file: "/var/run/vzdump.lock" },
      next: "pick",
    }),
    pick,
    // Under its own name only once it is whole.
    read: ({ cluster, input }) => {
      const volid = `${input.storage}:backup/vzdump-qemu-${input.vmid}-${stamp(cluster.now)}.vma.zst`;
      input.volid = volid;
      return { until: cluster.backend.copyDisk({ vmid: input.vmid }, { backup: volid }), next: "write" };
    },
    write,
  },
  interrupted: "interrupted by signal",
  undo: (run, reason) => {
    if (!run.input.locked) return reason;
    run.log(`ERROR: Backup of VM ${run.input.vmid} failed - ${reason}`);
    unlockVm(run);
    return "job errors";
  },
};

/** Takes the next VM. One that cannot be backed up is an error of the job, which goes on with the others. */
function pick(run: Run<BackupInput>): Next {
  const { cluster, input, log } = run;
  const vmid = input.vmids.shift();
  if (vmid === undefined) {
    if (input.failed > 0) throw failure("job errors");
    log("INFO: Backup job finished successfully");
    return "done";
  }
  input.vmid = vmid;
  log(`INFO: Starting Backup of VM ${vmid} (qemu)`);
  const vm = cluster.vms.get(vmid);
  const refusal = refusalOf(cluster, vm, input);
  if (!vm || refusal) {
    log(`ERROR: Backup of VM ${vmid} failed - ${refusal ?? `unable to find VM '${vmid}'`}`);
    input.failed += 1;
    return { sleep: 0, next: "pick" };
  }
  vm.options.lock = "backup";
  if (input.mode === "stop") halt(cluster, vm);
  cluster.save(vm);
  input.locked = true;
  return { sleep: (diskBytes(cluster, vm) / GIB) * SECONDS_PER_GIB, next: "read" };
}

function refusalOf(cluster: Cluster, vm: Vm | undefined, input: BackupInput): string | undefined {
  if (!vm || vm.node !== input.node) return `unable to find VM '${input.vmid}'`;
  if (vm.options.lock) return `VM is locked (${vm.options.lock})`;
  const storage = storageOn(cluster, input.storage, input.node);
  const space = usage(cluster, storage, input.node).avail;
  return diskBytes(cluster, vm) * COMPRESSION > space
    ? "vma_queue_write: write error - No space left on device"
    : undefined;
}

const backedUp = (vm: Vm) =>
  drivesOf(vm.options).filter(([, drive]) => !isCdrom(drive) && !isCloudinit(drive) && drive.backup !== "0");

const diskBytes = (cluster: Cluster, vm: Vm) =>
  backedUp(vm).reduce((sum, [, drive]) => sum + (findVolume(cluster, drive.file ?? "", vm.node)?.sizeBytes ?? 0), 0);

function unlockVm({ cluster, input }: Run<BackupInput>): void {
  const vm = cluster.vms.get(input.vmid);
  delete input.locked;
  if (vm?.options.lock !== "backup") return;
  delete vm.options.lock;
  cluster.save(vm);
}

const stamp = (time: number) =>
  new Date(time).toISOString().slice(0, 19).replaceAll("-", "_").replace("T", "-").replaceAll(":", "_");

function write(run: Run<BackupInput>): Next {
  const { cluster, input, log, tasks } = run;
  const vm = cluster.config(input.vmid, input.node);
  const storage = storageOn(cluster, input.storage, input.node);
  const { lock: _lock, ...options } = vm.options;
  const size = Math.floor(diskBytes(cluster, vm) * COMPRESSION);
  const disks = backedUp(vm).map(([name, drive]) => [
    name,
    findVolume(cluster, drive.file ?? "", vm.node)?.sizeBytes ?? 0,
  ]);
  const { volid = "" } = input;
  const volume: Volume = {
    volid,
    storage: storage.id,
    ...(storage.shared ? {} : { node: input.node }),
    vmid: vm.vmid,
    content: "backup",
    format: "vma.zst",
    sizeBytes: size,
    usedBytes: size,
    ctime: Math.floor(cluster.now / 1000),
    backup: { options, disks: Object.fromEntries(disks), firewall: structuredClone(vm.firewall) },
    ...(input.notes === undefined ? {} : { notes: notesFor(input.notes, vm, cluster) }),
    ...(input.protect ? { protected: true } : {}),
  };
  cluster.volumes.put(volumeKey(storage, input.node, volid), volume);
  log(`INFO: creating vzdump archive '/mnt/pve/${storage.id}/dump/${volid.split("/")[1]}'`);
  unlockVm(run);
  if (input.mode === "stop") boot(cluster, vm, tasks.nextPid());
  if (input.prune !== undefined) prune(run, input.prune);
  log(`INFO: Finished Backup of VM ${vm.vmid}`);
  return { sleep: 0, next: "pick" };
}

const notesFor = (template: string, vm: Vm, cluster: Cluster) =>
  template
    .replaceAll("{{guestname}}", String(vm.options.name ?? `VM ${vm.vmid}`))
    .replaceAll("{{vmid}}", String(vm.vmid))
    .replaceAll("{{node}}", vm.node)
    .replaceAll("{{cluster}}", cluster.name ?? "standalone node");

/** Removes the backups of the VM that its rules do not keep. */
function prune({ cluster, input, log }: Run<BackupInput>, rules: string): void {
  const storage = storageOn(cluster, input.storage, input.node);
  const mine = volumesOn(cluster, storage, input.node).filter(
    (one) => one.content === "backup" && one.vmid === input.vmid,
  );
  for (const [old] of markBackups(mine, keepRules(rules)).filter(([, mark]) => mark === "remove")) {
    cluster.volumes.delete(volumeKey(storage, input.node, old.volid));
    log(`INFO: removing backup '${old.volid}'`);
  }
}
