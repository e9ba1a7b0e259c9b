import type { HaResource, HaState, Vm } from "../cluster/model.ts";
import { failure, parameterFailure } from "../failure.ts";
import { splitList } from "../schema/format.ts";
import type { Call, Handlers } from "./call.ts";

const STATES: readonly HaState[] = ["started", "stopped", "disabled", "ignored"];

/** `enabled` is another name of `started`. */
function stateOf({ parameters }: Call): HaState | undefined {
  const given = parameters.text("state");
  return given === "enabled" ? "started" : STATES.find((state) => state === given);
}

function vmOf({ cluster, parameters }: Call): Vm & { ha: HaResource } {
  const sid = parameters.required("sid");
  const vm = cluster.vms.get(sid.replace(/^vm:/, ""));
  if (!vm?.ha) throw failure(`no such resource '${sid.includes(":") ? sid : `vm:${sid}`}'`);
  return { ...vm, ha: vm.ha };
}

const shown = (vm: Vm & { ha: HaResource }) => ({
  sid: `vm:${vm.vmid}`,
  type: "vm",
  state: vm.ha.state,
  max_restart: vm.ha.maxRestart,
  max_relocate: vm.ha.maxRelocate,
  ...(vm.ha.comment === undefined ? {} : { comment: vm.ha.comment }),
});

const resources = ({ cluster }: Call) => cluster.vms.values().flatMap((vm) => (vm.ha ? [{ ...vm, ha: vm.ha }] : []));

/** What the manager makes of the request: `started` once it runs, `starting` before. */
function serviceState(vm: Vm & { ha: HaResource }): string {
  if (vm.ha.target !== undefined) return "migrate";
  if (vm.ha.state === "started") return vm.process ? "started" : "starting";
  return vm.process ? "request_stop" : vm.ha.state;
}

function create(call: Call): null {
  const { cluster, parameters } = call;
  const sid = parameters.required("sid");
  const vm = cluster.vms.get(sid.replace(/^vm:/, ""));
  if (!vm) throw failure(`no such VM/CT '${sid.replace(/^vm:/, "")}'`);
  if (vm.ha) throw failure(`resource ID 'vm:${vm.vmid}' already defined`);
  const comment = parameters.text("comment");
  vm.ha = {
    state: stateOf(call) ?? "started",
    maxRestart: parameters.number("max_restart") ?? 1,
    maxRelocate: parameters.number("max_relocate") ?? 1,
    ...(comment === undefined ? {} : { comment }),
  };
  cluster.save(vm);
  cluster.wakeHa(vm.vmid);
  return null;
}

function update(call: Call): null {
  const { cluster, parameters } = call;
  const vm = vmOf(call);
  const comment = parameters.text("comment");
  const removed = splitList(parameters.text("delete"));
  const { comment: before, ...rest } = vm.ha;
  const kept = comment ?? (removed.includes("comment") ? undefined : before);
  vm.ha = {
    ...rest,
    state: stateOf(call) ?? rest.state,
    maxRestart: parameters.number("max_restart") ?? rest.maxRestart,
    maxRelocate: parameters.number("max_relocate") ?? rest.maxRelocate,
    ...(kept === undefined ? {} : { comment: kept }),
  };
  cluster.save(vm);
  cluster.wakeHa(vm.vmid);
  return null;
}

function move(call: Call): unknown {
  const { cluster, parameters } = call;
  const vm = vmOf(call);
  const target = parameters.required("node");
  if (!cluster.nodes.has(target)) throw parameterFailure({ node: `no such cluster node '${target}'` });
  vm.ha = { ...vm.ha, target };
  cluster.save(vm);
  cluster.wakeHa(vm.vmid);
  return { sid: `vm:${vm.vmid}`, "requested-node": target };
}

export const haHandlers: Handlers = {
  "GET /cluster/ha": () => ["resources", "status"].map((id) => ({ id })),
  "GET /cluster/ha/resources": (call) => (call.parameters.text("type") === "ct" ? [] : resources(call).map(shown)),
  "POST /cluster/ha/resources": create,
  "GET /cluster/ha/resources/{sid}": (call) => shown(vmOf(call)),
  "PUT /cluster/ha/resources/{sid}": update,
  "DELETE /cluster/ha/resources/{sid}": (call) => {
    const { ha: _ha, ...vm } = vmOf(call);
    call.cluster.save(vm);
    return null;
  },
  "POST /cluster/ha/resources/{sid}/migrate": move,
  "POST /cluster/ha/resources/{sid}/relocate": move,
  "GET /cluster/ha/status": () => ["current", "manager_status"].map((name) => ({ name })),
  "GET /cluster/ha/status/current": (call) => [
    { id: "quorum", type: "quorum", node: call.cluster.entryNode, status: "OK", quorate: 1 },
    ...resources(call).map((vm) => ({
      id: `service:vm:${vm.vmid}`,
      type: "service",
      sid: `vm:${vm.vmid}`,
      node: vm.node,
      state: serviceState(vm),
      request_state: vm.ha.state,
      crm_state: serviceState(vm),
      status: `vm:${vm.vmid} (${vm.node}, ${serviceState(vm)})`,
      max_restart: vm.ha.maxRestart,
      max_relocate: vm.ha.maxRelocate,
    })),
  ],
  "GET /cluster/ha/status/manager_status": (call) => ({
    manager_status: {
      master_node: call.cluster.entryNode,
      node_status: Object.fromEntries(
        call.cluster.nodes.values().map((node) => [node.name, call.cluster.isGone(node.name) ? "unknown" : "online"]),
      ),
      service_status: Object.fromEntries(
        resources(call).map((vm) => [`vm:${vm.vmid}`, { node: vm.node, state: serviceState(vm) }]),
      ),
    },
    quorum: { node: call.cluster.entryNode, quorate: "1" },
  }),
};
