import { createHash } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { AccessControl } from "../access/control.ts";
import { type GuestBackend, stateOnly } from "../backend/guest-backend.ts";
import { failure } from "../failure.ts";
import type { Faults } from "../faults.ts";
import { Collection, type Journal } from "./journal.ts";
import { FileLocks } from "./locks.ts";
import type { Datacenter, Node, Pool, Storage, Vm, Volume } from "./model.ts";

/** Everything the nodes of one site know, and the clock they share. */
export class Cluster {
  readonly clock: Clock;
  /** Task time is divided by this; Infinity is no task time. */
  readonly speed: number;
  readonly name: string | undefined;
  readonly journal: Journal;
  readonly access: AccessControl;
  readonly nodes: Collection<Node>;
  readonly vms: Collection<Vm>;
  readonly storages: Collection<Storage>;
  readonly volumes: Collection<Volume>;
  readonly pools: Collection<Pool>;
  readonly datacenter: Collection<Datacenter>;
  readonly locks: FileLocks;
  /** What is behind the virtual machines. */
  readonly backend: GuestBackend;
  /** Tells the HA manager that something is to be done about a VM. */
  wakeHa: (vmid: number) => void = () => undefined;

  #faults: Faults;

  constructor(options: {
    clock: Clock;
    speed: number;
    name?: string;
    journal: Journal;
    access: AccessControl;
    faults: Faults;
    backend?: GuestBackend;
  }) {
    this.clock = options.clock;
    this.#faults = options.faults;
    this.speed = options.speed;
    this.name = options.name;
    this.journal = options.journal;
    this.access = options.access;
    this.nodes = new Collection("node", this.journal);
    this.vms = new Collection("vm", this.journal);
    this.storages = new Collection("storage", this.journal);
    this.volumes = new Collection("volume", this.journal);
    this.pools = new Collection("pool", this.journal);
    this.datacenter = new Collection("datacenter", this.journal);
    this.locks = new FileLocks(this.clock);
    this.backend = options.backend ?? stateOnly;
  }

  get now(): number {
    return this.clock.now().getTime();
  }

  /** The node that clients reach: the first that is there. */
  get entryNode(): string {
    const nodes = this.nodes.values();
    return (nodes.find((node) => !this.isGone(node.name)) ?? nodes[0])?.name ?? "";
  }

  isGone(name: string): boolean {
    return this.#faults.isGone(name);
  }

  node(name: string): Node {
    const node = this.nodes.get(name);
    if (!node)
      throw failure(
        `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
      );
    return node;
  }

  /** A VM's configuration as a node has it. @throws Failure where it has none, on another node included */
  config(vmid: number, node: string): Vm {
    const vm = this.vms.get(vmid);
    if (!vm || vm.node !== node)
      throw failure(`Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`);
    return vm;
  }

  /** Whether QEMU runs. @throws Failure where the node has no such VM (qemu-server: QemuConfig.pm) */
  isRunning(vmid: number, node: string): boolean {
    const vm = this.vms.get(vmid);
    if (!vm || vm.node !== node) throw failure(`unable to find configuration file for VM ${vmid} on node '${node}'`);
    return vm.process !== undefined;
  }

  save(vm: Vm): void {
    this.vms.put(vm.vmid, vm);
  }

  get firewall(): Datacenter {
    const firewall = this.datacenter.get("firewall");
    return firewall ?? { options: {}, rules: [], ipsets: {}, aliases: {}, groups: {} };
  }
}

/** @throws Failure when an operation has marked the configuration (pve-guest-common: AbstractConfig.pm, check_lock) */
export function checkLock(vm: Vm): void {
  if (vm.options.lock) throw failure(`VM is locked (${vm.options.lock})`);
}

export function checkProtection(vm: Vm, what: string): void {
  if (vm.options.protection) throw failure(`${what} - protection mode enabled`);
}

/** The HA manager looks after it: power calls only ask. */
export const isHaManaged = (vm: Vm | undefined) => vm?.ha !== undefined && vm.ha.state !== "ignored";

export const isTemplate = (vm: Vm) => vm.options.template === 1;

/** SHA-1 of the configuration file: pending changes and snapshots are part of it. */
export function digest(vm: Vm): string {
  const lines = (section: Record<string, unknown>) =>
    Object.keys(section)
      .sort()
      .map((key) => `${key}: ${section[key]}`);
  const text = [
    ...lines(vm.options),
    "[PENDING]",
    `delete: ${Object.keys(vm.pendingDelete).join(",")}`,
    ...lines(vm.pending),
    ...Object.entries(vm.snapshots).flatMap(([name, snapshot]) => [`[${name}]`, ...lines(snapshot.options)]),
  ].join("\n");
  return createHash("sha1").update(text).digest("hex");
}
