import { type Cluster, isHaManaged } from "./cluster.ts";
import type { Tasks } from "./tasks.ts";

/** Seconds between the rounds of the HA manager. */
const ROUND = 10;

/** Brings HA-managed VMs to the state they are asked to have, some seconds later, in tasks of root's. */
export class HaManager {
  #cluster: Cluster;
  #tasks: Tasks;
  #waiting = new Map<number, () => void>();

  constructor(cluster: Cluster, tasks: Tasks) {
    this.#cluster = cluster;
    this.#tasks = tasks;
    cluster.wakeHa = (vmid) => this.wake(vmid);
  }

  wake(vmid: number): void {
    if (this.#waiting.has(vmid)) return;
    const cancel = this.#cluster.clock.after((ROUND * 1000) / this.#cluster.speed, () => {
      this.#waiting.delete(vmid);
      this.#act(vmid);
      this.#cluster.journal.commit();
    });
    this.#waiting.set(vmid, cancel);
  }

  resume(): void {
    for (const vm of this.#cluster.vms.values()) if (vm.ha) this.wake(vm.vmid);
  }

  stop(): void {
    for (const cancel of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }

  #act(vmid: number): void {
    const vm = this.#cluster.vms.get(vmid);
    if (!vm || !isHaManaged(vm) || vm.options.lock) return;
    const named = (type: string) => ({ node: vm.node, type, id: String(vmid), user: "root@pam" });
    const input = { vmid, node: vm.node, user: "root@pam" };
    const { target } = vm.ha ?? {};
    let upid: string | undefined;
    if (target !== undefined) {
      delete vm.ha?.target;
      this.#cluster.save(vm);
      const move = { ...input, target, online: vm.process !== undefined, withLocalDisks: false };
      if (target !== vm.node) upid = this.#tasks.start("migrate", move, named("qmigrate"));
    } else if (vm.ha?.state === "started" && !vm.process) {
      upid = this.#tasks.start("start", input, named("qmstart"));
    } else if (vm.ha?.state !== "started" && vm.process) {
      upid = this.#tasks.start("shutdown", { ...input, force: true }, named("qmshutdown"));
    }
    if (upid === undefined) return;
    const task = this.#tasks.records.get(upid);
    task?.log.unshift("task started by HA resource agent");
  }
}
