import { INDEXED } from "./contract.ts";
import { FormatError, type Validator } from "./format.ts";

/** Formats of VM options, after qemu-server: QemuServer.pm, QemuServer/Drive.pm; PVE/CpuSet.pm (pve-common). */
const indexed = (name: string, bases: readonly string[]) => {
  const parts = /^([a-z]+)(\d+)$/.exec(name);
  const base = parts?.[1] ?? "";
  return bases.includes(base) && Number(parts?.[2]) < (INDEXED[base] ?? 0);
};

/** Whether an option names a drive; unused volumes are not drives. */
export const isDriveName = (name: string) =>
  indexed(name, ["ide", "sata", "scsi", "virtio"]) || name === "efidisk0" || name === "tpmstate0";

const HOTPLUG = new Set(["network", "disk", "cpu", "memory", "usb", "cloudinit"]);

/** Features of the option `hotplug`; 0 is none, 1 the default. @throws FormatError */
export function hotplugFeatures(value: string | undefined): Set<string> {
  if (value === "0") return new Set();
  const text = value === undefined || value === "1" ? "network,disk,usb" : value;
  const features = new Set(text.split(/[,;\s]+/).filter((feature) => feature !== ""));
  for (const feature of features)
    if (!HOTPLUG.has(feature)) throw new FormatError(`invalid hotplug feature '${feature}'`);
  return features;
}

const volumeId: Validator = (value) => {
  if (!/^[a-z][a-z0-9\-_.]*[a-z0-9]:(.+)$/i.test(value)) throw new FormatError(`unable to parse volume ID '${value}'`);
};
const volumeIdOrPath: Validator = (value) => {
  if (!value.startsWith("/")) volumeId(value);
};

function cpuSet(value: string): void {
  const ok = value.split(",").every((part) => {
    const range = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    return range !== null && (range[2] === undefined || Number(range[1]) <= Number(range[2]));
  });
  if (!ok) throw new FormatError("unable to parse cpuset option");
}

export const qemuFormats: Readonly<Record<string, Validator>> = {
  "pve-volume-id": volumeId,
  "pve-volume-id-or-absolute-path": volumeIdOrPath,
  "pve-volume-id-or-qm-path": (value) => {
    if (value !== "none" && value !== "cdrom") volumeIdOrPath(value);
  },
  "pve-cpuset": cpuSet,
  "pve-hotplug-features": (value) => void hotplugFeatures(value),
  "pve-qm-bootdisk": (value) => {
    if (!isDriveName(value)) throw new FormatError(`invalid boot disk '${value}'`);
  },
  "pve-qm-bootdev": (value) => {
    const special = /^(efidisk|tpmstate)/.test(value);
    if (!((isDriveName(value) && !special) || indexed(value, ["net", "usb", "hostpci"])))
      throw new FormatError(`invalid boot device '${value}'`);
  },
  "pve-phys-bits": (value) => {
    if (value !== "host" && !(/^\d{1,2}$/.test(value) && Number(value) >= 8 && Number(value) <= 64))
      throw new FormatError("value must be an integer between 8 and 64 or 'host'");
  },
  // Resource ids of the HA manager (pve-ha-manager: PVE/HA/Tools.pm).
  "pve-ha-resource-id": (value) => {
    if (!/^\S+:\S+$/.test(value)) throw new FormatError("value does not look like a valid ha resource id");
  },
  "pve-ha-resource-or-vm-id": (value) => {
    if (!/^\S+$/.test(value)) throw new FormatError("value does not look like a valid ha resource id");
  },
};
