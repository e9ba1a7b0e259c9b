import type { AccessControl } from "../access/control.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Options } from "../cluster/model.ts";
import { failure, parameterFailure } from "../failure.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import { isCdrom, isCloudinit, NEW_DISK, parseDrive } from "./drive.ts";
import { isNetwork, parseOption } from "./options.ts";
import { isCloudinitOption } from "./pending.ts";

/** Which privilege an option needs on its VM (API2/Qemu.pm, $check_vm_modify_config_perm). */
const BY_PRIVILEGE: Record<string, string> = {
  "VM.Config.CPU": "cores cpu cpulimit cpuunits numa smp sockets vcpus affinity",
  "VM.Config.Memory": "memory balloon shares allow-ksm",
  "VM.Config.HWType": "acpi hotplug kvm machine scsihw smbios1 tablet vga watchdog audio0 rng0",
  "VM.Config.Options":
    "agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype protection reboot startdate startup tdf template",
  "VM.PowerMgmt": "freeze",
  "VM.Config.Disk": "boot bootdisk vmstatestorage",
};
const PRIVILEGE = new Map(
  Object.entries(BY_PRIVILEGE).flatMap(([privilege, names]) =>
    names.split(" ").map((name) => [name, privilege] as const),
  ),
);

export interface Subject {
  cluster: Cluster;
  access: AccessControl;
  user: string;
  node: string;
  vmid: number;
  pool?: string;
}

/** On the VM or on the pool it goes into. @throws Failure 403 */
function need({ access, user, vmid, pool }: Subject, privileges: string[], any = false): void {
  if (pool !== undefined && access.allows(user, `/pool/${pool}`, privileges, any)) return;
  access.check(user, `/vms/${vmid}`, privileges, any);
}

/** Whether the user may set or delete these options. @throws Failure 403, or 500 for what only root may touch */
export function checkOptions(subject: Subject, names: readonly string[]): void {
  if (subject.user === "root@pam") return;
  for (const name of names) {
    if (isDriveName(name) || /^unused\d+$/.test(name) || name === "tags") continue;
    const privilege = /^numa\d+$/.test(name) ? "VM.Config.CPU" : PRIVILEGE.get(name);
    if (privilege) {
      need(subject, [privilege]);
      if (name === "startup") subject.access.check(subject.user, "/", ["Sys.Modify"]);
    } else if (isNetwork(name)) need(subject, ["VM.Config.Network"]);
    else if (isCloudinitOption(name)) need(subject, ["VM.Config.Cloudinit", "VM.Config.Network"], true);
    else if (/^(serial|usb|hostpci|virtiofs)\d+$/.test(name)) need(subject, ["VM.Config.HWType"]);
    else throw failure(`only root can set '${name}' config`);
  }
}

/** Storages, bridges and kinds of drives that the values name. @throws Failure */
export function checkValues(subject: Subject, options: Options, defaultStorage?: string): void {
  const { cluster, access, user } = subject;
  for (const [name, value] of Object.entries(options)) {
    if (isNetwork(name)) checkBridge(subject, String(value));
    if (/^serial\d+$/.test(name) && value !== "socket" && user !== "root@pam")
      throw failure(`only root can set '${name}' config for real devices`);
    if (!isDriveName(name)) continue;
    const drive = parseDrive(name, value);
    const fresh = NEW_DISK.exec(drive.file ?? "");
    if (isCloudinit(drive) || drive.file === "none") {
      need(subject, isCloudinit(drive) ? ["VM.Config.Cloudinit", "VM.Config.CDROM"] : ["VM.Config.CDROM"]);
      continue;
    }
    need(subject, [isCdrom(drive) ? "VM.Config.CDROM" : "VM.Config.Disk"]);
    if (!fresh || isCdrom(drive)) continue;
    const storage = fresh[1] ?? defaultStorage;
    if (!storage) throw failure("no storage ID specified (and no default storage)");
    access.check(user, `/storage/${storage}`, ["Datastore.AllocateSpace"]);
    const found = cluster.storages.get(storage);
    if (!found) throw failure(`storage '${storage}' does not exist`);
    if (!found.content.includes("images"))
      throw parameterFailure({ storage: `storage '${storage}' does not support vm images` });
  }
}

/** A bridge is used through the zone of local networks (pve-guest-common: GuestHelpers.pm, check_vnet_access). */
function checkBridge({ access, user }: Subject, text: string): void {
  const { bridge, tag, trunks } = parseOption("net0", text);
  if (bridge === undefined) return;
  const path = `/sdn/zones/localnetwork/${bridge}`;
  const vlans = [
    ...(tag === undefined ? [] : [tag]),
    ...(trunks?.split(";").map((one) => one.split("-")[0] ?? one) ?? []),
  ];
  for (const vlan of vlans) access.check(user, `${path}/${vlan}`, ["SDN.Use"]);
  if (vlans.length === 0) access.check(user, path, ["SDN.Use"]);
}

export function checkBridges(subject: Subject, options: Options): void {
  for (const [name, value] of Object.entries(options)) if (isNetwork(name)) checkBridge(subject, String(value));
}
