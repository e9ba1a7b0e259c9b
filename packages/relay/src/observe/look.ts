import type { ObservationMessage, ObservedSite } from "@hostwright/core/monitoring/jobs";
import type { Endpoint } from "../endpoint.ts";
import type { Resource } from "../proxmox/answers.ts";
import type { KnownConfigs } from "./known-configs.ts";
import { observed } from "./vm-facts.ts";

type Vm = ObservationMessage["vms"][number];
type Listed = Resource & { vmid: number; node: string };

const isVm = (resource: Resource): resource is Listed =>
  resource.type === "qemu" && resource.vmid !== undefined && resource.node !== undefined;

/** One look at an endpoint: its site and every VM on it. @throws ProxmoxError, the signal's reason. */
export async function lookAt(
  endpoint: Endpoint,
  configs: KnownConfigs,
  signal: AbortSignal,
): Promise<{ site: ObservedSite; vms: Vm[] }> {
  const { proxmox } = endpoint;
  const resources = await proxmox.read("GET /cluster/resources", {}, signal);
  const { enable } = await proxmox.read("GET /cluster/firewall/options", {}, signal);
  const vms = resources.filter(isVm).sort((a, b) => a.vmid - b.vmid);
  await configs.refresh(vms, signal);
  return {
    site: { firewall: enable ?? false, nodes: nodesOf(resources), storages: storagesOf(resources) },
    vms: vms.map((vm) => observed(vm, configs.of(vm))),
  };
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const nodesOf = (resources: Resource[]): ObservedSite["nodes"] =>
  resources.flatMap(({ type, node, status, maxcpu = 0, maxmem = 0 }) =>
    type === "node" && node
      ? [{ name: node, online: status === "online", cores: maxcpu, memory_mb: Math.round(maxmem / MIB) }]
      : [],
  );

const storagesOf = (resources: Resource[]): ObservedSite["storages"] =>
  resources.flatMap(({ type, node, storage, status, shared, maxdisk = 0, disk = 0 }) =>
    type === "storage" && node && storage
      ? [
          {
            name: storage,
            node,
            shared: shared ?? false,
            available: status === "available",
            size_gb: Math.round(maxdisk / GIB),
            used_gb: Math.round(disk / GIB),
          },
        ]
      : [],
  );
