import { GIB, MIB, type Options } from "../cluster/model.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import { parseOption, printOption } from "./options.ts";

/** A drive of a VM: `file` is a volume, `none`, `cdrom` or a path; the rest as in the option's text. */
export type Drive = Record<string, string> & { file?: string };

/** `storage:size` or `size`, in GiB: a new volume (QemuServer/Drive.pm, NEW_DISK_RE). */
export const NEW_DISK = /^(?:([^/:\s]+):)?(\d+(?:\.\d+)?)$/;

export const parseDrive = (name: string, text: string | number): Drive => parseOption(name, text);
export const printDrive = (name: string, drive: Drive) => printOption(name, drive);

export const isCloudinit = (drive: Drive) => /[:/](?:vm-\d+-)?cloudinit(?:\.\w+)?$/.test(drive.file ?? "");
/** Cloud-init drives are CD-ROMs too, unless said otherwise. */
export const isCdrom = (drive: Drive, exceptCloudinit = false) =>
  drive.media === "cdrom" && !(exceptCloudinit && isCloudinit(drive));

/** The drives of a configuration in Proxmox's order, by name. */
export function drivesOf(options: Options): [name: string, drive: Drive][] {
  const order = ["ide", "scsi", "virtio", "sata", "efidisk", "tpmstate"];
  const rank = (name: string) => order.indexOf(name.replace(/\d+$/, "")) * 100 + Number(/\d+$/.exec(name)?.[0]);
  return Object.keys(options)
    .filter(isDriveName)
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => [name, parseDrive(name, options[name] ?? "")]);
}

/** Volumes that only a drive that was taken away still names. */
export const unusedOf = (options: Options): [name: string, volid: string][] =>
  Object.entries(options)
    .filter(([name]) => /^unused\d+$/.test(name))
    .map(([name, volid]) => [name, String(volid)]);

const UNITS: Record<string, number> = { K: 1024, M: MIB, G: GIB, T: 1024 * GIB };

/** Bytes of `10G`; nothing where it is no size (PVE/JSONSchema.pm, parse_size). */
export function parseSize(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)([KMGT])?(?:iB)?$/.exec(text);
  return parts ? Math.floor(Number(parts[1]) * (UNITS[parts[2] ?? ""] ?? 1)) : undefined;
}

/** The largest unit that divides it evenly (format_size). */
export function formatSize(bytes: number): string {
  let size = Math.floor(bytes);
  for (const unit of ["", "K", "M", "G"]) {
    if (size % 1024 !== 0 || size === 0) return `${size}${unit}`;
    size /= 1024;
  }
  return `${size}T`;
}

/** Bytes of the disk a VM starts from: the first in its boot order that is a disk. Read from the text: lists ask for it often. */
export function bootDiskBytes(options: Options): number {
  const order = /order=([^,]+)/.exec(String(options.boot ?? ""))?.[1]?.split(";") ?? [];
  const isDisk = (name: string) => isDriveName(name) && !/media=cdrom|cloudinit/.test(String(options[name] ?? ""));
  const name = order.find(isDisk) ?? Object.keys(options).find(isDisk);
  const size = /(?:^|,)size=([^,]+)/.exec(String(options[name ?? ""] ?? ""))?.[1];
  return parseSize(size ?? "0") ?? 0;
}
