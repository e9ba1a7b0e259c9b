import type { SeenVm } from "@hostwright/core/adoption/jobs";
import type { PowerState } from "@hostwright/core/server/jobs";
import type { VmConfig } from "../proxmox/answers.ts";
import { parseProperties } from "./property-string.ts";

const CARDS = ["virtio", "e1000", "e1000e", "vmxnet3", "rtl8139"];
const DISK = /^(scsi|virtio|sata|ide)\d+$/;
/** In GB. */
const UNITS: Record<string, number> = { K: 1 / 1024 ** 2, M: 1 / 1024, G: 1, T: 1024 };

/** What a VM's configuration says it is. */
export function seenOf(node: string, power: PowerState, config: VmConfig): SeenVm {
  const cards = numbered(config, "net").map(parseProperties);
  const [first] = cards;
  const addresses = numbered(config, "ipconfig").flatMap((text) => {
    const given = parseProperties(text);
    return [given.get("ip"), given.get("ip6")].flatMap((value) =>
      value && /^[0-9a-f.:]+(\/\d+)?$/i.test(value) ? [value.replace(/\/\d+$/, "")] : [],
    );
  });
  const vlan = Number(first?.get("tag"));
  return {
    node,
    power,
    name: config.name ?? "",
    cores: (config.sockets ?? 1) * (config.cores ?? 1),
    memory_mb: Number(config.memory?.replace(/^current=/, "") ?? 512),
    disk_gb: Math.round(diskGb(config)),
    macs: cards.flatMap((card) => {
      const mac = card.get("macaddr") ?? CARDS.map((model) => card.get(model)).find((value) => value !== undefined);
      return mac ? [mac.toUpperCase()] : [];
    }),
    bridge: first?.get("bridge") ?? null,
    vlan: Number.isInteger(vlan) && vlan > 0 ? vlan : null,
    addresses,
  };
}

/** `net0`, `net1`, … in their order. */
function numbered(config: VmConfig, prefix: string): string[] {
  return Object.entries(config)
    .flatMap(([key, value]) => {
      const [, index] = new RegExp(`^${prefix}(\\d+)$`).exec(key) ?? [];
      return index !== undefined && typeof value === "string" ? [{ index: Number(index), value }] : [];
    })
    .sort((a, b) => a.index - b.index)
    .map(({ value }) => value);
}

function diskGb(config: VmConfig): number {
  let sum = 0;
  for (const [key, value] of Object.entries(config)) {
    if (!DISK.test(key) || typeof value !== "string") continue;
    const disk = parseProperties(value);
    if (disk.get("media") === "cdrom" || value.includes("cloudinit")) continue;
    const [, number, unit = "G"] = /^(\d+(?:\.\d+)?)([KMGT])?$/.exec(disk.get("size") ?? "") ?? [];
    if (number !== undefined) sum += Number(number) * (UNITS[unit] ?? 1);
  }
  return sum;
}
