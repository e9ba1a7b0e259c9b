import type { Cluster } from "../cluster/cluster.ts";
import { guestBoot } from "./boot.ts";

/**
 * Brings what is behind the machines to what their state says: those that ran when the testbed ended are started again, as
 * after a power failure of their node. From then on a guest that powers itself off is a machine that has stopped.
 */
export async function resumeGuests(cluster: Cluster): Promise<void> {
  const { backend } = cluster;
  backend.onPowerOff((vmid) => {
    const vm = cluster.vms.get(vmid);
    if (!vm?.process) return;
    delete vm.process;
    cluster.save(vm);
    if (vm.ha) cluster.wakeHa(vmid);
    cluster.journal.commit();
  });
  const vms = cluster.vms.values();
  await backend.adopt(vms.map((vm) => vm.vmid));
  for (const vm of vms) {
    const { process } = vm;
    if (!process) continue;
    const started = backend.start(() => guestBoot(vm.vmid, process.options));
    if (!started) continue;
    await started;
    vm.process = { ...process, since: cluster.now };
    cluster.save(vm);
  }
}
