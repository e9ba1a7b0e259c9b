import { randomUUID } from "node:crypto";
import type { Cluster } from "./cluster/cluster.ts";
import { emptyFirewall, GIB, MIB, type Options, type Vm } from "./cluster/model.ts";
import type { Tasks } from "./cluster/tasks.ts";
import { formatSize } from "./guest/drive.ts";
import { randomMac } from "./guest/options.ts";
import { allocate, CLOUDINIT_BYTES, volumeKey } from "./guest/volumes.ts";
import type { GuestSpec, SiteSpec, StorageSpec, TemplateSpec } from "./site.ts";
import { boot } from "./workers/power.ts";

/** A node has been up for a day when a testbed begins. */
const UP_MS = 24 * 3600 * 1000;

/** Fills an empty cluster with what its site describes. */
export function seed(cluster: Cluster, tasks: Tasks, site: SiteSpec): void {
  for (const node of site.nodes) {
    cluster.nodes.put(node.name, {
      name: node.name,
      cpus: node.cpus,
      memoryBytes: node.memory_mb * MIB,
      bridges: node.bridges ?? ["vmbr0"],
      bootedAt: cluster.now - UP_MS,
    });
    for (const storage of node.storages) addStorage(cluster, node.name, storage);
  }
  for (const pool of site.pools ?? [])
    cluster.pools.put(pool.poolid, {
      poolid: pool.poolid,
      ...(pool.comment === undefined ? {} : { comment: pool.comment }),
      vms: pool.vms ?? [],
      storages: pool.storages ?? [],
    });
  const options = { enable: site.clusterFirewall === false ? 0 : 1 };
  cluster.datacenter.put("firewall", { ...emptyFirewall(), options, groups: {} });
  for (const template of site.templates ?? []) addTemplate(cluster, tasks, template);
  for (const guest of site.vms ?? []) addGuest(cluster, tasks, guest);
}

function addStorage(cluster: Cluster, node: string, spec: StorageSpec): void {
  const known = cluster.storages.get(spec.id);
  const content = spec.content.split(",").map((one) => one.trim());
  const shared = spec.shared ?? false;
  const type = spec.type ?? (shared ? "rbd" : content.includes("images") ? "lvmthin" : "dir");
  const nodes = { ...known?.nodes, [node]: { totalBytes: spec.size_gb * GIB } };
  const storage = { id: spec.id, type, shared, content, nodes };
  cluster.storages.put(spec.id, storage);
  for (const iso of spec.isos ?? []) {
    const volid = `${spec.id}:iso/${iso.name}`;
    cluster.volumes.put(volumeKey(storage, node, volid), {
      volid,
      storage: spec.id,
      ...(shared ? {} : { node }),
      vmid: 0,
      content: "iso",
      format: "iso",
      sizeBytes: iso.size_mb * MIB,
      usedBytes: iso.size_mb * MIB,
      ctime: Math.floor(cluster.now / 1000),
    });
  }
}

function base(cluster: Cluster, spec: GuestSpec, options: Options): Vm {
  const vm: Vm = {
    vmid: spec.vmid,
    node: spec.node,
    options: {
      name: spec.name,
      cores: spec.cores ?? 1,
      memory: String(spec.memory_mb ?? 1024),
      ostype: spec.ostype ?? "l26",
      scsihw: "virtio-scsi-single",
      boot: "order=scsi0",
      smbios1: `uuid=${randomUUID()}`,
      vmgenid: randomUUID(),
      meta: `creation-qemu=10.1.2,ctime=${Math.floor(cluster.now / 1000)}`,
      ...options,
      ...spec.config,
    },
    pending: {},
    pendingDelete: {},
    cloudinit: { changed: {}, added: [] },
    snapshots: {},
    firewall: emptyFirewall(),
  };
  return vm;
}

function addTemplate(cluster: Cluster, tasks: Tasks, spec: TemplateSpec): void {
  const where = { storage: spec.storage, node: spec.node, vmid: spec.vmid };
  const sizeBytes = spec.disk_gb * GIB;
  const disk = allocate(cluster, tasks.faults, { ...where, sizeBytes, kind: "base" });
  const options: Options = {
    template: 1,
    agent: "1",
    scsi0: `${disk.volid},discard=on,iothread=1,size=${formatSize(sizeBytes)}`,
    net0: `virtio=${randomMac()},bridge=${spec.bridge ?? "vmbr0"}`,
    serial0: "socket",
    vga: "serial0",
  };
  if (spec.cloudinit ?? true) {
    const drive = allocate(cluster, tasks.faults, { ...where, sizeBytes: CLOUDINIT_BYTES, kind: "cloudinit" });
    options.ide2 = `${drive.volid},media=cdrom,size=4M`;
  }
  cluster.save(base(cluster, spec, options));
}

function addGuest(cluster: Cluster, tasks: Tasks, spec: GuestSpec): void {
  const sizeBytes = spec.disk_gb * GIB;
  const where = { storage: spec.storage, node: spec.node, vmid: spec.vmid };
  const disk = allocate(cluster, tasks.faults, { ...where, sizeBytes });
  const options: Options = {
    scsi0: `${disk.volid},size=${formatSize(sizeBytes)}`,
    net0: `virtio=${randomMac()},bridge=vmbr0`,
  };
  const vm = base(cluster, spec, options);
  cluster.save(vm);
  if (spec.running) boot(cluster, vm, tasks.nextPid());
}
