import type { Cluster } from "../cluster/cluster.ts";
import type { Vm } from "../cluster/model.ts";
import { hotplugFeatures, isDriveName } from "../schema/formats-qemu.ts";
import { isCloudinit, parseDrive } from "./drive.ts";
import { isNetwork, parseOption } from "./options.ts";
import { findVolume, free } from "./volumes.ts";

/** Options that a running VM takes at once (QemuServer.pm, $fast_plug_option). */
const AT_ONCE = new Set(
  "description hookscript lock migrate_downtime migrate_speed name onboot protection shares startup tags vmstatestorage".split(
    " ",
  ),
);
const CLOUDINIT = /^(cicustom|cipassword|citype|ciuser|ciupgrade|nameserver|searchdomain|sshkeys|ipconfig\d+)$/;
/** Options whose change makes the cloud-init drive stale: the VM's name and its network too. */
const IN_CLOUDINIT =
  /^(cicustom|cipassword|citype|ciuser|ciupgrade|nameserver|searchdomain|sshkeys|ipconfig\d+|name|net\d+)$/;

export const isCloudinitOption = (name: string) => CLOUDINIT.test(name);

/** Cold: what waited becomes the configuration (vmconfig_apply_pending). */
export function applyPending(cluster: Cluster, vm: Vm): void {
  for (const [name, { force }] of Object.entries(vm.pendingDelete)) {
    if (isDriveName(name)) detach(cluster, vm, name, force);
    delete vm.options[name];
  }
  vm.pendingDelete = {};
  for (const [name, value] of Object.entries(vm.pending)) {
    if (isDriveName(name) && vm.options[name] !== undefined) keepUnused(vm, name, String(value));
    vm.options[name] = value;
  }
  vm.pending = {};
  cluster.save(vm);
}

/** Hot: what a running VM can take is taken, the rest stays pending (vmconfig_hotplug_pending). */
export function hotplug(cluster: Cluster, vm: Vm): void {
  const features = hotplugFeatures(vm.options.hotplug === undefined ? undefined : String(vm.options.hotplug));
  for (const [name, { force }] of Object.entries(vm.pendingDelete)) {
    if (!canHotplug(vm, name, undefined, features)) continue;
    if (isDriveName(name)) detach(cluster, vm, name, force);
    recordCloudinit(vm, name, undefined);
    delete vm.options[name];
    delete vm.pendingDelete[name];
  }
  for (const [name, value] of Object.entries(vm.pending)) {
    if (!canHotplug(vm, name, value, features)) continue;
    recordCloudinit(vm, name, value);
    if (isDriveName(name) && vm.options[name] !== undefined) keepUnused(vm, name, String(value));
    vm.options[name] = value;
    delete vm.pending[name];
  }
  if (features.has("cloudinit")) vm.cloudinit = { changed: {}, added: [] };
  cluster.save(vm);
}

function canHotplug(vm: Vm, name: string, value: string | number | undefined, features: Set<string>): boolean {
  if (AT_ONCE.has(name) || CLOUDINIT.test(name)) return true;
  if (name === "cpulimit" || name === "cpuunits" || name === "agent") return name !== "agent" || sameAgent(vm, value);
  if (name === "vcpus") return features.has("cpu");
  if (name === "memory") return features.has("memory");
  if (name === "tablet" || /^usb\d+$/.test(name)) return features.has("usb");
  if (name === "balloon") return vm.options.balloon !== 0 && value !== 0;
  if (isNetwork(name)) return features.has("network") || (value !== undefined && sameDevice(vm, name, String(value)));
  if (!isDriveName(name) || /^(efidisk|tpmstate)/.test(name)) return false;
  if (value !== undefined && sameVolume(vm, name, String(value))) return true;
  return features.has("disk") && !/^(ide|sata)/.test(name);
}

/** Bridge, VLAN, rate, firewall and link change without replacing the device (vmconfig_update_net). */
function sameDevice(vm: Vm, name: string, value: string): boolean {
  const old = vm.options[name];
  if (old === undefined) return false;
  const [before, after] = [parseOption(name, old), parseOption(name, value)];
  return ["model", "macaddr", "queues", "mtu"].every((key) => before[key] === after[key]);
}

/** Limits and backup flags of a disk change while it stays the same disk; media of a CD-ROM change too. */
function sameVolume(vm: Vm, name: string, value: string): boolean {
  const old = vm.options[name];
  if (old === undefined) return false;
  const [before, after] = [parseDrive(name, old), parseDrive(name, value)];
  if (before.media === "cdrom" && after.media === "cdrom") return true;
  const fixed = ["file", "iothread", "queues", "cache", "aio", "discard", "ssd"];
  return fixed.every((key) => before[key] === after[key]);
}

function sameAgent(vm: Vm, value: string | number | undefined): boolean {
  if (value === undefined || vm.options.agent === undefined) return false;
  const [before, after] = [parseOption("agent", vm.options.agent), parseOption("agent", value)];
  return before.enabled === after.enabled && before.type === after.type;
}

/** Takes a drive away: its volume stays as `unusedN`, or goes when forced. */
export function detach(cluster: Cluster, vm: Vm, name: string, force: boolean): void {
  const drive = parseDrive(name, vm.options[name] ?? "");
  const volid = drive.file ?? "";
  if (!findVolume(cluster, volid, vm.node)) return;
  if (force || isCloudinit(drive)) free(cluster, volid, vm.node);
  else addUnused(vm, volid);
}

function keepUnused(vm: Vm, name: string, next: string): void {
  const before = parseDrive(name, vm.options[name] ?? "");
  const after = parseDrive(name, next);
  if (before.file && before.file !== after.file && before.media !== "cdrom") addUnused(vm, before.file);
}

export function addUnused(vm: Vm, volid: string): void {
  for (let index = 0; index < 256; index += 1) {
    if (vm.options[`unused${index}`] !== undefined) continue;
    vm.options[`unused${index}`] = volid;
    return;
  }
}

/** Remembers the value the drive was built with, so that `cloudinit` can show what is out of date. */
export function recordCloudinit(vm: Vm, name: string, value: string | number | undefined): void {
  if (!IN_CLOUDINIT.test(name)) return;
  const old = vm.options[name];
  const { changed, added } = vm.cloudinit;
  if (changed[name] !== undefined) {
    if (changed[name] === value) delete changed[name];
  } else if (old === undefined) {
    if (value !== undefined && !added.includes(name)) added.push(name);
  } else if (added.includes(name)) {
    if (value === undefined) vm.cloudinit.added = added.filter((one) => one !== name);
  } else if (old !== value) changed[name] = old;
}
