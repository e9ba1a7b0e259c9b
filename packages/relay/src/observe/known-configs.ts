import type { ObservedVm } from "@hostwright/core/monitoring/jobs";
import type { Resource } from "../proxmox/answers.ts";
import type { Proxmox } from "../proxmox/client.ts";
import { ProxmoxError } from "../proxmox/error.ts";
import { factsOf } from "./vm-facts.ts";

type Vm = Resource & { vmid: number; node: string };
interface Known {
  /** What the list showed when the configuration was read: another name, size or place means that it has changed. */
  shown: string;
  /** Counts rounds. */
  readIn: number;
  facts: NonNullable<ObservedVm["config"]>;
}

const AT_ONCE = 4;
const shownOf = (vm: Vm) => [vm.name, vm.node, vm.maxcpu, vm.maxmem, vm.maxdisk, vm.lock ?? ""].join("|");

/**
 * What is known of the VMs' configurations. Reading thousands of them every minute would be a load of its own: in a round
 * so many are read, first those never read, then those the list shows changed, then those read the longest ago.
 */
export class KnownConfigs {
  readonly #proxmox: Proxmox;
  readonly #perRound: number;
  readonly #known = new Map<number, Known>();
  #round = 0;

  constructor(proxmox: Proxmox, perRound: number) {
    this.#proxmox = proxmox;
    this.#perRound = perRound;
  }

  /** @throws ProxmoxError where the endpoint, not one VM, is the trouble; the signal's reason. */
  async refresh(vms: Vm[], signal: AbortSignal): Promise<void> {
    this.#round += 1;
    const present = new Set(vms.map(({ vmid }) => vmid));
    for (const vmid of this.#known.keys()) if (!present.has(vmid)) this.#known.delete(vmid);
    const due = vms
      .filter((vm) => !vm.template)
      .map((vm) => ({ vm, urgency: this.#urgency(vm) }))
      .sort((a, b) => a.urgency - b.urgency || a.vm.vmid - b.vm.vmid)
      .slice(0, this.#perRound)
      .map(({ vm }) => vm);
    const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let at = lane; at < due.length; at += AT_ONCE) {
        const vm = due[at];
        if (vm) await this.#read(vm, signal);
      }
    });
    await Promise.all(lanes);
  }

  of(vm: Vm): ObservedVm["config"] {
    const known = this.#known.get(vm.vmid);
    // Of a VM that has changed since, nothing is said rather than something old.
    return known?.shown === shownOf(vm) ? known.facts : undefined;
  }

  #urgency(vm: Vm): number {
    const known = this.#known.get(vm.vmid);
    if (!known) return -2;
    return known.shown === shownOf(vm) ? known.readIn : -1;
  }

  async #read(vm: Vm, signal: AbortSignal): Promise<void> {
    const { node, vmid } = vm;
    try {
      const config = await this.#proxmox.read("GET /nodes/{node}/qemu/{vmid}/config", { node, vmid }, signal);
      this.#known.set(vmid, { shown: shownOf(vm), readIn: this.#round, facts: factsOf(config) });
    } catch (error) {
      // Gone or moved between the list and now: the next round sees it.
      if (error instanceof ProxmoxError && error.outcome === "refused" && error.status === 500) return;
      throw error;
    }
  }
}
