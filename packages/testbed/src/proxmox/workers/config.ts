import { randomUUID } from "node:crypto";
import { type Cluster, checkLock, checkProtection, digest } from "../cluster/cluster.ts";
import type { Vm } from "../cluster/model.ts";
import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import type { Faults } from "../faults.ts";
import { sha256Crypt } from "../guest/crypt.ts";
import { createDisks } from "../guest/disks.ts";
import { isCdrom, isCloudinit, parseDrive } from "../guest/drive.ts";
import { isNetwork, memoryMib, withMac } from "../guest/options.ts";
import { addUnused, applyPending, hotplug } from "../guest/pending.ts";
import { findVolume, free } from "../guest/volumes.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import type { ConfigChanges, ConfigInput } from "./inputs.ts";

/** Checks that need the configuration, made before and under the lock (API2/Qemu.pm, $load_and_check_config). */
export function checkChanges(cluster: Cluster, vmid: number, node: string, changes: ConfigChanges): Vm {
  const vm = cluster.config(vmid, node);
  if (changes.digest && changes.digest !== digest(vm)) throw failure("checksum mismatch (file change by other user?)");
  checkLock(vm);
  if (changes.set.memory !== undefined || changes.set.balloon !== undefined) {
    const merged = { ...vm.options, ...vm.pending, ...changes.set };
    if (Number(merged.balloon ?? 0) > memoryMib(merged))
      throw failure("balloon value too large (must be smaller than assigned memory)");
  }
  return vm;
}

/** Makes a change under the lock: pending first, then as much of it as a running VM takes. */
export function change(cluster: Cluster, faults: Faults, input: Omit<ConfigInput, "user">): void {
  const { changes } = input;
  const vm = checkChanges(cluster, input.vmid, input.node, changes);
  for (const name of changes.revert) {
    delete vm.pending[name];
    delete vm.pendingDelete[name];
  }
  for (const name of changes.delete) remove(cluster, vm, name, changes.force);
  for (const name of Object.keys(changes.set).sort()) set(cluster, faults, vm, name, changes.set[name] ?? "");
  // What equals the configuration waits for nothing.
  for (const [name, value] of Object.entries(vm.pending)) if (vm.options[name] === value) delete vm.pending[name];
  if (vm.process) hotplug(cluster, vm);
  else applyPending(cluster, vm);
  cluster.save(vm);
}

function remove(cluster: Cluster, vm: Vm, name: string, force: boolean): void {
  const value = vm.options[name] ?? vm.pending[name];
  if (value === undefined) return;
  const waiting = vm.pending[name];
  delete vm.pending[name];
  dropFromBootOrder(vm, name);
  if (/^unused\d+$/.test(name)) {
    checkProtection(vm, `can't remove unused disk '${value}'`);
    if (findVolume(cluster, String(value), vm.node)) free(cluster, String(value), vm.node);
    delete vm.options[name];
    return;
  }
  if (isDriveName(name)) {
    checkProtection(vm, `can't remove drive '${name}'`);
    const drive = waiting === undefined ? undefined : parseDrive(name, waiting);
    if (drive?.file && !isCdrom(drive)) addUnused(vm, drive.file);
  }
  vm.pendingDelete[name] = { force };
}

function dropFromBootOrder(vm: Vm, name: string): void {
  const order = /^order=(.*)$/.exec(String(vm.options.boot ?? ""))?.[1]?.split(";");
  if (order?.includes(name)) vm.pending.boot = `order=${order.filter((device) => device !== name).join(";")}`;
}

function set(cluster: Cluster, faults: Faults, vm: Vm, name: string, given: string | number): void {
  delete vm.pendingDelete[name];
  if (vm.pending[name] === given) return;
  if (isDriveName(name)) {
    const waiting = vm.pending[name];
    if (waiting !== undefined) {
      const drive = parseDrive(name, waiting);
      if (drive.file && !isCdrom(drive) && !isCloudinit(drive)) addUnused(vm, drive.file);
    }
    Object.assign(vm.pending, createDisks(cluster, faults, vm, { [name]: given }));
  } else if (name === "cipassword") {
    vm.options.cipassword = encrypted(String(given));
  } else if (name === "vmgenid" && given === "1") {
    vm.pending.vmgenid = randomUUID();
  } else if (isNetwork(name)) {
    vm.pending[name] = withMac(name, String(given));
  } else {
    if (name === "boot") checkBootOrder(vm, String(given));
    vm.pending[name] = given;
  }
}

function checkBootOrder(vm: Vm, text: string): void {
  for (const device of /^order=(.*)$/.exec(text)?.[1]?.split(/[;\s]/) ?? [])
    if (vm.options[device] === undefined && vm.pending[device] === undefined)
      throw failure(`invalid bootorder: device '${device}' does not exist'`);
}

/** A password is stored as a crypt(3) hash; what looks like one is kept. */
export function encrypted(password: string): string {
  if (/^\$(?:[156]|2[ay])(\$.+){2}/.test(password)) return password;
  return sha256Crypt(password);
}

export const config: Worker<ConfigInput> = {
  steps: {
    start: ({ input }) => ({
      lock: { node: input.node, vmid: input.vmid, shared: false, seconds: 10 },
      next: "begin",
    }),
    begin: ({ cluster, input, tasks, log }) => {
      const shown = Object.entries(input.changes.set).map(
        ([name, value]) => `-${name} ${name === "cipassword" ? "<hidden>" : value}`,
      );
      log(`update VM ${input.vmid}: ${shown.join(" ")}`);
      change(cluster, tasks.faults, input);
      input.changes = { ...input.changes, set: {} };
      return { sleep: 0.2, next: "end" };
    },
    end: () => "done",
  },
};
