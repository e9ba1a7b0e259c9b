import type { Proxmox, SiteSpec } from "@hostwright/testbed/proxmox/index";

/** Ids of our own range that somebody else has taken: one with a mark of another installation, some with none, one running. */
const TAKEN = [7, 23, 60, 61, 150, 400, 777];
const FIRST: Record<string, number> = { fra1: 1000, hel1: 500_000 };

/** A site where somebody else has VMs among ours. */
export function withStrangers(location: string, site: SiteSpec): SiteSpec {
  const [node] = site.nodes;
  const storage = node?.storages[0]?.id;
  if (!node || !storage) return site;
  const vms = TAKEN.map((offset) => ({
    vmid: (FIRST[location] ?? 0) + offset,
    node: node.name,
    name: `strangers-${offset}`,
    storage,
    disk_gb: 1 + (offset % 5),
    running: offset % 2 === 0,
    ...(offset % 3 === 0 ? { config: { description: `hostwright:srv_elsewhere${offset}` } } : {}),
  }));
  return { ...site, vms };
}

/** Everything about them, to be compared byte by byte. Usage goes up by itself and is no change. */
export function strangersOf(testbed: Proxmox): string {
  const vms = testbed.cluster.vms().filter((vm) => String(vm.options.name).startsWith("strangers-"));
  const ids = new Set(vms.map((vm) => vm.vmid));
  const volumes = testbed.cluster.volumes().filter((volume) => ids.has(volume.vmid) && volume.content !== "backup");
  const templates = testbed.cluster.vms().filter((vm) => vm.options.template === 1);
  return JSON.stringify({ vms, volumes, templates });
}

export const isStranger = (vm: { options: Readonly<Record<string, unknown>> }): boolean =>
  String(vm.options.name).startsWith("strangers-");
