import type { Cluster } from "../cluster/cluster.ts";
import { MIB, type Vm } from "../cluster/model.ts";
import type { Faults } from "../faults.ts";
import { bootDiskBytes, drivesOf, isCdrom } from "./drive.ts";
import { cores, hasAgent, memoryMib } from "./options.ts";

/** Seconds of task time until a guest has booted and its agent answers, and until it has shut down. */
const BOOT = 8;
const SHUTDOWN = 3;

/** How the operating system inside a VM behaves. */
export interface Guest {
  booted: boolean;
  /** The agent runs inside and QEMU was started with a channel to it. */
  agentAnswers: boolean;
}

export function guestOf(cluster: Cluster, faults: Faults, vm: Vm): Guest {
  const booted = vm.process !== undefined && cluster.now - vm.process.since >= (BOOT * 1000) / cluster.speed;
  const hasDisk = drivesOf(vm.options).some(([, drive]) => !isCdrom(drive));
  const mute = faults.meet(["no_agent"], occasionOf(vm)) !== undefined;
  return {
    booted,
    agentAnswers: booted && hasDisk && !mute && vm.process !== undefined && hasAgent(vm.process.options),
  };
}

/** Seconds of task time until it has shut down; Infinity where it ignores the request. */
export function shutdownSeconds(faults: Faults, vm: Vm): number {
  const hasDisk = drivesOf(vm.options).some(([, drive]) => !isCdrom(drive));
  const deaf = !hasDisk || vm.process?.paused || faults.meet(["deaf"], occasionOf(vm)) !== undefined;
  return deaf ? Infinity : SHUTDOWN;
}

const occasionOf = (vm: Vm) => ({ vmids: [vm.vmid], node: vm.node, name: String(vm.options.name ?? "") });

/** A number in [0, 1) that is the same for the same words: load and traffic of a VM do not change between two looks. */
function steady(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join(":")) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}

/** What a running VM uses and has moved since QEMU started; counters begin again at each start. Bytes, seconds, fraction of its cores. */
export function load(cluster: Cluster, vm: Vm) {
  const seconds = vm.process ? Math.max(0, (cluster.now - vm.process.since) / 1000) : 0;
  const rate = (what: string, most: number) => Math.floor(seconds * most * (0.1 + 0.9 * steady(vm.vmid, what)));
  const minute = Math.floor(cluster.now / 60_000);
  const maxmem = memoryMib(vm.process?.options ?? vm.options) * MIB;
  const running = vm.process !== undefined;
  return {
    uptime: Math.floor(seconds),
    cpu: running ? 0.01 + 0.2 * steady(vm.vmid, "cpu", minute) : 0,
    mem: running ? Math.floor(maxmem * (0.15 + 0.4 * steady(vm.vmid, "mem", minute))) : 0,
    maxmem,
    netin: rate("in", 20_000),
    netout: rate("out", 60_000),
    diskread: rate("read", 30_000),
    diskwrite: rate("write", 50_000),
  };
}

/** The fields of `status/current` and of the list of a node (QemuServer.pm, vmstatus). */
export function vmStatus(cluster: Cluster, vm: Vm, full: boolean) {
  const now = load(cluster, vm);
  const { maxmem, ...used } = now;
  const cpus = Math.min(cores(vm.options), cluster.nodes.get(vm.node)?.cpus ?? 1);
  const running = vm.process !== undefined;
  return {
    vmid: vm.vmid,
    status: running ? "running" : "stopped",
    name: vm.options.name ?? `VM ${vm.vmid}`,
    cpus,
    maxmem,
    maxdisk: bootDiskBytes(vm.options),
    disk: 0,
    ...used,
    memhost: used.mem,
    ...(vm.process ? { pid: vm.process.pid } : {}),
    ...(vm.options.template === 1 ? { template: 1 } : {}),
    ...(vm.options.lock ? { lock: vm.options.lock } : {}),
    ...(vm.options.tags === undefined ? {} : { tags: vm.options.tags }),
    ...(Object.keys(vm.options).some((name) => /^serial\d$/.test(name)) ? { serial: 1 } : {}),
    ...(full ? { qmpstatus: running ? (vm.process?.paused ? "paused" : "running") : "stopped" } : {}),
    ...(full && running
      ? { "running-qemu": "10.1.2", "running-machine": "pc-i440fx-10.1+pve0", "proxmox-support": {} }
      : {}),
  };
}
