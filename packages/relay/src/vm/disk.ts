import type { VmConfig } from "../proxmox/answers.ts";
import type { Params } from "../proxmox/contract.gen.ts";
import { type Properties, parseProperties, renderProperties } from "./property-string.ts";

/** Drive slots as the contract names them: `scsi0`. */
export type Slot = Params["PUT /nodes/{node}/qemu/{vmid}/resize"]["disk"];
const slots = (bus: string, count: number) => Array.from({ length: count }, (_, index) => `${bus}${index}`);
const SLOTS = new Set([...slots("scsi", 31), ...slots("virtio", 16), ...slots("sata", 6), ...slots("ide", 4)]);
const isSlot = (key: string): key is Slot => SLOTS.has(key);
const GIB = 1024 ** 3;
const UNITS: Record<string, number> = { "": 1, K: 1024, M: 1024 ** 2, G: GIB, T: 1024 ** 4 };

export interface Drive {
  slot: Slot;
  line: string;
  properties: Properties;
}

export function drives(config: VmConfig): Drive[] {
  return Object.entries(config).flatMap(([slot, line]) =>
    isSlot(slot) && typeof line === "string" ? [{ slot, line, properties: parseProperties(line) }] : [],
  );
}

const isDisk = (drive: Drive) =>
  drive.properties.get("media") !== "cdrom" && !isCloudInit(drive) && volume(drive) !== "none";
const volume = (drive: Drive) => drive.properties.get("") ?? drive.properties.get("file") ?? "none";

export const isCloudInit = (drive: Drive): boolean => volume(drive).includes("cloudinit");

/** The disk the VM boots from: the first in its boot order, else the first there is. */
export function bootDisk(config: VmConfig): Drive | undefined {
  const disks = drives(config).filter(isDisk);
  const order =
    parseProperties(config.boot ?? "")
      .get("order")
      ?.split(";") ?? [];
  const ordered = order.map((slot) => disks.find((disk) => disk.slot === slot)).find((disk) => disk !== undefined);
  return ordered ?? disks.sort((a, b) => a.slot.localeCompare(b.slot, "en", { numeric: true }))[0];
}

/** In GiB; undefined where the line does not say. */
export function sizeOf(drive: Drive): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(drive.properties.get("size") ?? "") ?? [];
  return amount === undefined ? undefined : (Number(amount) * (UNITS[unit] ?? 1)) / GIB;
}

const LIMITED = ["iops", "iops_rd", "iops_wr", "mbps", "mbps_rd", "mbps_wr"];

/** The drive's line with these limits, reads and writes each, and no other limit. */
export function withLimits(drive: Drive, limits: { iops: number | null; mbps: number | null }): string {
  const properties = new Map([...drive.properties].filter(([key]) => !LIMITED.includes(key)));
  for (const [name, value] of [
    ["iops", limits.iops],
    ["mbps", limits.mbps],
  ] as const) {
    if (value === null) continue;
    properties.set(`${name}_rd`, String(value));
    properties.set(`${name}_wr`, String(value));
  }
  return renderProperties(properties);
}
