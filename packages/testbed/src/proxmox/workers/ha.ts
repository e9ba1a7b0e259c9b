import type { Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import type { HaInput } from "./inputs.ts";

/** `hastart`, `hastop`, `hamigrate`: only the request; the manager acts on it in its own time. */
export const ha: Worker<HaInput> = {
  steps: {
    start: ({ cluster, input, log }) => {
      const vm = cluster.vms.get(input.vmid);
      if (!vm?.ha) throw failure(`no such resource 'vm:${input.vmid}'`);
      if (input.target !== undefined) {
        log(`Requesting HA migration for VM ${vm.vmid} to node ${input.target}`);
        vm.ha.target = input.target;
      } else {
        log(`Requesting HA ${input.state === "started" ? "start" : "stop"} for VM ${vm.vmid}`);
        vm.ha.state = input.state ?? vm.ha.state;
      }
      cluster.save(vm);
      cluster.wakeHa(vm.vmid);
      return "done";
    },
  },
};
