import type { ObservedVm } from "@hostwright/core/monitoring/jobs";
import type { Resource, VmConfig } from "../proxmox/answers.ts";
import { markIn } from "../vm/mark.ts";
import { parseProperties } from "../vm/property-string.ts";

const MARK = /^hostwright:(srv_\S+)$/;
const CARDS = ["virtio", "e1000", "e1000e", "vmxnet3", "rtl8139"];

/** What of a configuration is compared with our records. */
export function factsOf(config: VmConfig): NonNullable<ObservedVm["config"]> {
  const [, server] = MARK.exec(markIn(config.description) ?? "") ?? [];
  const card = typeof config.net0 === "string" ? parseProperties(config.net0) : new Map<string, string>();
  const mac = card.get("macaddr") ?? CARDS.map((model) => card.get(model)).find((value) => value !== undefined);
  return {
    server: server ?? null,
    cores: (config.sockets ?? 1) * (config.cores ?? 1),
    memory_mb: Number(config.memory?.replace(/^current=/, "") ?? 512),
    mac: mac?.toUpperCase() ?? null,
    firewall: card.get("firewall") === "1",
  };
}

/** What `cluster/resources` shows of a VM, with what is known of its configuration. */
export function observed(resource: Resource & { vmid: number; node: string }, config: ObservedVm["config"]) {
  const status = resource.status === "running" || resource.status === "stopped" ? resource.status : "unknown";
  return {
    vmid: resource.vmid,
    node: resource.node,
    status,
    ...(resource.lock ? { lock: resource.lock } : {}),
    ...(resource.template ? { template: true } : {}),
    ...positive("uptime", resource.uptime),
    ...positive("netin", resource.netin),
    ...positive("netout", resource.netout),
    ...(resource.cpu ? { cpu: Math.round(resource.cpu * 10_000) / 10_000 } : {}),
    ...positive("memory", resource.mem),
    ...positive("disk", resource.maxdisk),
    ...(config ? { config } : {}),
  } as const;
}

const positive = (name: "uptime" | "netin" | "netout" | "memory" | "disk", value: number | undefined) =>
  value ? { [name]: Math.round(value) } : {};
