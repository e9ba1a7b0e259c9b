import type { Cluster } from "../cluster/cluster.ts";
import { GIB, type Options } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import type { Faults } from "../faults.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import { formatSize, isCdrom, isCloudinit, NEW_DISK, parseDrive, printDrive } from "./drive.ts";
import { allocate, CLOUDINIT_BYTES, findVolume, free } from "./volumes.ts";

/**
 * Allocates what the drives among `options` ask for and puts the volumes in their place (API2/Qemu.pm, create_disks). On a
 * failure the ones made so far are freed again.
 */
export function createDisks(
  cluster: Cluster,
  faults: Faults,
  vm: { vmid: number; node: string; options: Options },
  wanted: Options,
  defaultStorage?: string,
): Options {
  const made: string[] = [];
  const result = { ...wanted };
  try {
    for (const name of Object.keys(wanted).filter(isDriveName).sort()) {
      const drive = parseDrive(name, wanted[name] ?? "");
      const fresh = NEW_DISK.exec(drive.file ?? "");
      const cloudinit = isCloudinit(drive);
      if (cloudinit) {
        const other = Object.entries({ ...vm.options, ...result }).find(
          ([key, value]) => key !== name && isDriveName(key) && isCloudinit(parseDrive(key, value)),
        );
        if (other) throw failure(`${name} - cloud-init drive is already attached at '${other[0]}'`);
      }
      if (cloudinit && /:cloudinit$/.test(drive.file ?? "")) {
        const storage = drive.file?.split(":")[0] ?? "";
        const where = { storage, node: vm.node, vmid: vm.vmid, sizeBytes: CLOUDINIT_BYTES };
        const volume = allocate(cluster, faults, { ...where, kind: "cloudinit" });
        made.push(volume.volid);
        result[name] = printDrive(name, { ...drive, file: volume.volid, media: "cdrom", size: "4M" });
      } else if (fresh && !isCdrom(drive)) {
        const storage = fresh[1] ?? defaultStorage;
        if (!storage) throw failure("no storage ID specified (and no default storage)");
        const sizeBytes = importedSize(cluster, vm.node, drive["import-from"]) ?? Number(fresh[2]) * GIB;
        const format = drive.format;
        const where = { storage, node: vm.node, vmid: vm.vmid, sizeBytes };
        const volume = allocate(cluster, faults, { ...where, ...(format ? { format } : {}) });
        made.push(volume.volid);
        const { format: _format, "import-from": _from, ...rest } = drive;
        result[name] = printDrive(name, { ...rest, file: volume.volid, size: formatSize(sizeBytes) });
      } else if (drive.file?.includes(":")) {
        const volume = findVolume(cluster, drive.file, vm.node);
        if (!volume) throw failure(`volume ${drive.file} does not exist`);
        result[name] = printDrive(name, { ...drive, size: formatSize(volume.sizeBytes) });
      }
    }
  } catch (error) {
    for (const volid of made) free(cluster, volid, vm.node);
    throw error;
  }
  return result;
}

function importedSize(cluster: Cluster, node: string, from: string | undefined): number | undefined {
  if (!from) return undefined;
  const source = findVolume(cluster, from, node);
  if (!source) throw failure(`volume '${from}' does not exist`);
  return source.sizeBytes;
}
