import type { Cluster } from "../cluster/cluster.ts";
import type { Storage, Volume } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import type { Faults } from "../faults.ts";

/** Size of a cloud-init drive (QemuServer/Cloudinit.pm). */
export const CLOUDINIT_BYTES = 4 * 1024 * 1024;

/** @throws Failure where it does not exist or the node does not see it (PVE/Storage.pm, storage_check_enabled) */
export function storageOn(cluster: Cluster, id: string, node: string): Storage {
  const storage = cluster.storages.get(id);
  if (!storage) throw failure(`storage '${id}' does not exist`);
  if (!storage.nodes[node]) throw failure(`storage '${id}' is not available on node '${node}'`);
  return storage;
}

const onFiles = (storage: Storage) => storage.type === "dir" || storage.type === "nfs";

export const volumesOn = (cluster: Cluster, storage: Storage, node: string): Volume[] =>
  cluster.volumes.values().filter((one) => one.storage === storage.id && (storage.shared || one.node === node));

export function usage(cluster: Cluster, storage: Storage, node: string) {
  const total = storage.nodes[node]?.totalBytes ?? 0;
  const used = volumesOn(cluster, storage, node).reduce((sum, volume) => sum + volume.usedBytes, 0);
  return { total, used, avail: Math.max(0, total - used) };
}

/** Where a volume's record is kept: one id may exist on the local storages of several nodes. */
export const volumeKey = (storage: Storage, node: string, volid: string) =>
  storage.shared ? volid : `${node}/${volid}`;

export function findVolume(cluster: Cluster, volid: string, node: string): Volume | undefined {
  const storage = cluster.storages.get(volid.split(":")[0] ?? "");
  return storage ? cluster.volumes.get(volumeKey(storage, node, volid)) : undefined;
}

export interface NewVolume {
  storage: string;
  node: string;
  vmid: number;
  sizeBytes: number;
  /** `cloudinit` or a disk; disks are numbered. */
  kind?: "disk" | "cloudinit" | "base";
  format?: string;
  /** Linked clone of this volume. */
  parent?: string;
}

/** Allocates an image. @throws Failure when the storage cannot take it; the texts are those of LVM and qemu-img */
export function allocate(cluster: Cluster, faults: Faults, wanted: NewVolume): Volume {
  const storage = storageOn(cluster, wanted.storage, wanted.node);
  const format = onFiles(storage) ? (wanted.format ?? "qcow2") : "raw";
  const suffix = onFiles(storage) ? `.${format}` : "";
  const prefix = wanted.kind === "base" ? "base" : "vm";
  const folder = onFiles(storage) ? `${wanted.vmid}/` : "";
  const volid = (name: string) =>
    `${storage.id}:${linkPrefix(storage, wanted.parent)}${folder}${prefix}-${wanted.vmid}-${name}${suffix}`;
  const exists = (name: string) => cluster.volumes.has(volumeKey(storage, wanted.node, volid(name)));
  let name = "cloudinit";
  if (wanted.kind !== "cloudinit") {
    let number = 0;
    while (exists(`disk-${number}`)) number += 1;
    name = `disk-${number}`;
  } else if (exists(name)) {
    throw failure(`volume '${volid(name)}' already exists`);
  }
  const used = wanted.parent ? 0 : wanted.sizeBytes;
  const full = faults.meet(["storage_full"], { storage: storage.id, node: wanted.node, vmids: [wanted.vmid] });
  if (full || used > usage(cluster, storage, wanted.node).avail)
    throw failure(noSpace(storage, `${prefix}-${wanted.vmid}-${name}${suffix}`));
  const volume: Volume = {
    volid: volid(name),
    storage: storage.id,
    ...(storage.shared ? {} : { node: wanted.node }),
    vmid: wanted.vmid,
    content: "images",
    format,
    sizeBytes: wanted.sizeBytes,
    usedBytes: used,
    ctime: Math.floor(cluster.now / 1000),
    ...(wanted.parent ? { parent: wanted.parent } : {}),
  };
  cluster.volumes.put(volumeKey(storage, wanted.node, volume.volid), volume);
  return volume;
}

/** Linked clones name their base, except on thin LVM. */
function linkPrefix(storage: Storage, parent: string | undefined): string {
  return parent && storage.type !== "lvmthin" ? `${parent.split(":")[1]}/` : "";
}

function noSpace(storage: Storage, image: string): string {
  if (storage.type === "lvmthin")
    return `lvcreate 'pve/${image}' error:   Cannot create new thin volume, free space in thin pool pve/data reached threshold.`;
  if (storage.type === "zfspool") return `zfs error: cannot create 'rpool/data/${image}': out of space`;
  if (storage.type === "rbd") return `rbd create '${image}' error: rbd: create error: (28) No space left on device`;
  return `unable to create image: qemu-img: /var/lib/vz/images/${image}: Could not resize file: No space left on device`;
}

/** Frees a volume; one that is not there is a failure, as is one that linked clones still need. */
export function free(cluster: Cluster, volid: string, node: string): void {
  const volume = findVolume(cluster, volid, node);
  const storage = cluster.storages.get(volume?.storage ?? "");
  if (!volume || !storage) throw failure(`volume '${volid}' does not exist`);
  if (isBaseInUse(cluster, volid)) throw failure(`base volume '${volid}' is still in use by linked cloned`);
  cluster.volumes.delete(volumeKey(storage, node, volid));
}

export const isBaseInUse = (cluster: Cluster, volid: string) =>
  cluster.volumes.values().some((volume) => volume.parent === volid);
