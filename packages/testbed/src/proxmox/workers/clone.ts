import { randomUUID } from "node:crypto";
import type { Done } from "../backend/guest-backend.ts";
import { type Cluster, checkLock, isTemplate } from "../cluster/cluster.ts";
import { emptyFirewall, GIB, type Options, type Vm } from "../cluster/model.ts";
import type { Next, Run, Worker } from "../cluster/task.ts";
import { failure, parameterFailure } from "../failure.ts";
import { drivesOf, formatSize, isCdrom, isCloudinit, parseDrive, printDrive } from "../guest/drive.ts";
import { isNetwork, withMac } from "../guest/options.ts";
import { allocate, CLOUDINIT_BYTES, findVolume, free, storageOn } from "../guest/volumes.ts";
import type { CloneInput } from "./inputs.ts";

/** Seconds to copy one GiB: a full clone reads and writes the whole disk, at 200 MiB/s. */
const COPY_SECONDS_PER_GIB = 5;
const LINK_SECONDS = 0.5;

/** Options that a clone does not take over (qemu-server: API2/Qemu.pm, clone_vm). */
const NOT_COPIED = /^(unused\d+|parent|snaptime|vmstate|snapstate|runningcpu|runningmachine|lock|template|digest)$/;

interface Checked {
  options: Options;
  drives: string[];
}

/**
 * What is checked before the task starts and again inside it. The id of the new VM is looked for on this node only;
 * one that exists elsewhere comes out when the worker writes the configuration.
 */
export function checkClone(cluster: Cluster, input: CloneInput): Checked {
  const { vmid, node, newid, target, snapname } = input;
  if (input.storage) {
    const storage = storageOn(cluster, input.storage, node);
    if (!storage.content.includes("images"))
      throw parameterFailure({ storage: `storage '${storage.id}' does not support vm images` });
    if (target) {
      storageOn(cluster, storage.id, target);
      if (!storage.shared) throw failure(`can't clone to non-shared storage '${storage.id}'`);
    }
  }
  const source = cluster.config(vmid, node);
  checkLock(source);
  const snapshot = snapname === undefined ? undefined : source.snapshots[snapname];
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`);
  const full = input.full ?? !isTemplate(source);
  if (input.storage && !full) throw failure("parameter 'storage' not allowed for linked clones");
  const old = snapshot?.options ?? source.options;
  const all = drivesOf(old).filter(([, drive]) => !isCdrom(drive, true) && drive.file !== "none");
  const local = all.some(([, drive]) => !cluster.storages.get(drive.file?.split(":")[0] ?? "")?.shared);
  if (target && local) throw failure(`can't clone VM to node '${target}' (VM uses local storage)`);
  if (cluster.vms.get(newid)?.node === node) throw failure(`unable to create VM ${newid}: config file already exists`);
  const drives: string[] = [];
  for (const [name, drive] of all) {
    const volume = findVolume(cluster, drive.file ?? "", node);
    if (!full && !isCloudinit(drive) && !volume?.volid.includes("base-"))
      throw failure(`Linked clone feature is not supported for '${drive.file}' (${name})`);
    drives.push(name);
  }
  const options: Options = {};
  for (const [name, value] of Object.entries(old)) {
    if (NOT_COPIED.test(name) || drives.includes(name)) continue;
    options[name] = isNetwork(name) ? withMac(name, String(value), true) : value;
  }
  return { options, drives: drives.sort() };
}

function begin(run: Run<CloneInput>): Next {
  const { cluster, input } = run;
  const { options, drives } = checkClone(cluster, input);
  const source = cluster.config(input.vmid, input.node);
  run.log(`creating a clone of VM ${input.vmid} with ID ${input.newid}`);
  options.smbios1 = `uuid=${randomUUID()}`;
  if (options.vmgenid) options.vmgenid = randomUUID();
  options.name = input.name ?? `Copy-of-VM-${source.options.name ?? input.vmid}`;
  if (input.description) options.description = input.description.trimEnd();
  // The cluster file system refuses a second configuration with this id, on whichever node it is.
  const file = `/etc/pve/nodes/${input.node}/qemu-server/${input.newid}.conf`;
  if (cluster.vms.has(input.newid)) {
    input.drives = [];
    throw failure(`close (rename) atomic file '${file}' failed: File exists`);
  }
  input.full ??= !isTemplate(source);
  input.drives = drives;
  input.done = 0;
  input.volumes = [];
  input.options = options;
  const half: Vm = {
    vmid: input.newid,
    node: input.node,
    options: { lock: "clone" },
    pending: {},
    pendingDelete: {},
    cloudinit: { changed: {}, added: [] },
    snapshots: {},
    firewall: structuredClone(source.firewall ?? emptyFirewall()),
  };
  cluster.save(half);
  return { sleep: 0.2, next: "copy" };
}

/** Allocates the next drive and waits while its data is copied. */
function copy(run: Run<CloneInput>): Next {
  const { cluster, input } = run;
  const name = input.drives?.[input.done ?? 0];
  if (name === undefined) return { until: copyContent(run), next: "finish" };
  const drive = sourceDrive(run, name);
  const source = findVolume(cluster, drive.file ?? "", input.node);
  const copied = (input.full ?? true) || isCloudinit(drive);
  run.log(`create ${copied ? "full" : "linked"} clone of drive ${name} (${drive.file})`);
  const size = isCloudinit(drive) ? CLOUDINIT_BYTES : (source?.sizeBytes ?? 0);
  const volume = allocate(cluster, run.tasks.faults, {
    storage: (input.full ? input.storage : undefined) ?? drive.file?.split(":")[0] ?? "",
    node: input.node,
    vmid: input.newid,
    sizeBytes: size,
    kind: isCloudinit(drive) ? "cloudinit" : "disk",
    ...(copied ? {} : { parent: drive.file ?? "" }),
  });
  input.volumes = [...(input.volumes ?? []), volume.volid];
  if (!copied) return { sleep: LINK_SECONDS, next: "copied" };
  if (isCloudinit(drive)) return { sleep: 0.1, next: "copied" };
  run.log(`transferred 0.0 B of ${formatSize(size)}iB (0.00%)`);
  return { sleep: (size / GIB) * COPY_SECONDS_PER_GIB, next: "copied" };
}

/** Names the new volume in the configuration; from the first drive on, all of it can be read. */
function copied(run: Run<CloneInput>): Next {
  const { cluster, input } = run;
  const name = input.drives?.[input.done ?? 0] ?? "";
  const drive = sourceDrive(run, name);
  const volid = input.volumes?.[input.done ?? 0] ?? "";
  const volume = findVolume(cluster, volid, input.node);
  if (!isCloudinit(drive)) run.log(`transferred ${formatSize(volume?.sizeBytes ?? 0)}iB (100.00%)`);
  const printed = printDrive(name, { ...drive, file: volid, size: formatSize(volume?.sizeBytes ?? 0) });
  input.options = { ...input.options, [name]: printed };
  const vm = cluster.config(input.newid, input.node);
  vm.options = { ...input.options, lock: "clone" };
  cluster.save(vm);
  input.done = (input.done ?? 0) + 1;
  return { sleep: 0, next: "copy" };
}

/** What a guest has written; a template's has nothing, and a clone of it begins with a fresh system. */
const copyContent = ({ cluster, input }: Run<CloneInput>): Done => {
  const from = { vmid: input.vmid, ...(input.snapname === undefined ? {} : { snapshot: input.snapname }) };
  return cluster.backend.copyDisk(from, { vmid: input.newid });
};

function finish({ cluster, input }: Run<CloneInput>): Next {
  const vm = cluster.config(input.newid, input.node);
  vm.options = { ...input.options };
  if (input.target) vm.node = input.target;
  cluster.save(vm);
  const pool = input.pool === undefined ? undefined : cluster.pools.get(input.pool);
  if (pool) cluster.pools.put(pool.poolid, { ...pool, vms: [...pool.vms, input.newid] });
  return "done";
}

function sourceDrive({ cluster, input }: Run<CloneInput>, name: string) {
  const source = cluster.config(input.vmid, input.node);
  const options = input.snapname === undefined ? source.options : source.snapshots[input.snapname]?.options;
  return parseDrive(name, options?.[name] ?? "");
}

export const clone: Worker<CloneInput> = {
  steps: {
    // Shared while the source is stopped, so that clones of one template go on side by side; exclusive while it runs.
    start: ({ cluster, input }) => {
      const shared = !cluster.isRunning(input.vmid, input.node);
      return { lock: { node: input.node, vmid: input.vmid, shared, seconds: 1 }, next: "target" };
    },
    target: ({ input }) => ({
      lock: { node: input.node, vmid: input.newid, shared: false, seconds: 1 },
      next: "begin",
    }),
    begin,
    copy,
    copied,
    finish,
  },
  interrupted: "interrupted by signal",
  undo: ({ cluster, input }, reason) => {
    if (!input.options) return reason;
    for (const volid of input.volumes ?? [])
      if (findVolume(cluster, volid, input.node)) free(cluster, volid, input.node);
    cluster.vms.delete(input.newid);
    return reason.startsWith("clone failed: ") ? reason : `clone failed: ${reason}`;
  },
};
