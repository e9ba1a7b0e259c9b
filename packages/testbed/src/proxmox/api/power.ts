import { isHaManaged } from "../cluster/cluster.ts";
import { failure, parameterFailure } from "../failure.ts";
import type { PowerInput, TaskKind } from "../workers/inputs.ts";
import type { Call, Handlers } from "./call.ts";
import { rootOnly } from "./root-only.ts";

type PowerKind = Extract<TaskKind, "start" | "stop" | "shutdown" | "reboot" | "reset" | "suspend" | "resume">;

function begin(call: Call, kind: PowerKind, input: Partial<PowerInput> = {}): string {
  const { tasks, node, vmid, user } = call;
  return tasks.start(kind, { node, vmid, user, ...input }, { node, type: `qm${kind}`, id: String(vmid), user });
}

const managed = ({ cluster, node, vmid }: Call) => {
  const vm = cluster.vms.get(vmid);
  return vm?.node === node && isHaManaged(vm);
};

function ask({ tasks, node, vmid, user }: Call, state: "started" | "stopped"): string {
  const type = state === "started" ? "hastart" : "hastop";
  return tasks.start("ha", { vmid, state }, { node, type, id: String(vmid), user });
}

const timeoutOf = ({ parameters }: Call) => {
  const timeout = parameters.number("timeout");
  return timeout === undefined ? {} : { timeout };
};

const isPaused = ({ cluster, node, vmid }: Call) => {
  const vm = cluster.vms.get(vmid);
  return vm?.node === node && vm.process?.paused === true;
};

export const powerHandlers: Handlers = {
  "PUT /nodes/{node}/qemu/{vmid}/sendkey": (call) => {
    rootOnly(call, "skiplock");
    if (!call.cluster.isRunning(call.vmid, call.node)) throw failure(`VM ${call.vmid} not running`);
    return null;
  },
  // Neither start nor stop looks before the task: a VM that does not exist is a task that fails.
  "POST /nodes/{node}/qemu/{vmid}/status/start": (call) => {
    rootOnly(call, "skiplock", "stateuri", "migratedfrom", "migration_type", "migration_network", "targetstorage");
    return managed(call) ? ask(call, "started") : begin(call, "start");
  },
  "POST /nodes/{node}/qemu/{vmid}/status/stop": (call) => {
    rootOnly(call, "skiplock", "keepActive", "migratedfrom");
    const overrule = call.parameters.flag("overrule-shutdown");
    if (managed(call)) {
      if (overrule) throw parameterFailure({ "overrule-shutdown": "Not applicable for HA resources." });
      return ask(call, "stopped");
    }
    return begin(call, "stop", { ...timeoutOf(call), overrule });
  },
  "POST /nodes/{node}/qemu/{vmid}/status/shutdown": (call) => {
    rootOnly(call, "skiplock", "keepActive");
    const force = call.parameters.flag("forceStop");
    if (managed(call) && !isPaused(call)) return ask(call, "stopped");
    if (isPaused(call)) {
      if (!force) throw failure("VM is paused - cannot shutdown");
      return begin(call, "shutdown", { timeout: 0, force });
    }
    return begin(call, "shutdown", { ...timeoutOf(call), force });
  },
  "POST /nodes/{node}/qemu/{vmid}/status/reboot": (call) => {
    if (isPaused(call)) throw failure("VM is paused - cannot shutdown");
    if (!call.cluster.isRunning(call.vmid, call.node)) throw failure(`VM ${call.vmid} not running`);
    return begin(call, "reboot", timeoutOf(call));
  },
  "POST /nodes/{node}/qemu/{vmid}/status/reset": (call) => {
    rootOnly(call, "skiplock");
    if (!call.cluster.isRunning(call.vmid, call.node)) throw failure(`VM ${call.vmid} not running`);
    return begin(call, "reset");
  },
  "POST /nodes/{node}/qemu/{vmid}/status/suspend": (call) => {
    rootOnly(call, "skiplock");
    if (call.parameters.flag("todisk")) throw failure("suspending to disk is not modelled");
    if (!call.cluster.isRunning(call.vmid, call.node)) throw failure(`VM ${call.vmid} not running`);
    return begin(call, "suspend");
  },
  "POST /nodes/{node}/qemu/{vmid}/status/resume": (call) => {
    rootOnly(call, "skiplock");
    if (!call.cluster.isRunning(call.vmid, call.node)) throw failure(`VM ${call.vmid} not running`);
    return begin(call, "resume");
  },
};
