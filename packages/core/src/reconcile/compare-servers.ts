import type { ObservedVm } from "../monitoring/jobs.ts";
import { type Discrepancy, discrepancy } from "./discrepancy.ts";
import type { Expected, ExpectedServer } from "./expected.ts";

/**
 * A server whose machine must be there as the records say, and stays so by itself. Machines that were made elsewhere are
 * compared when they are adopted: they never looked as ours do.
 */
const isSettled = (server: ExpectedServer) =>
  server.adoption === null && server.action_id === null && (server.status === "running" || server.status === "stopped");

/** So many at once are no losses: it is the list that is wrong. */
const MANY = 5;

/** What is not right about servers whose machine should be on the endpoint. Pure. */
export function compareServers(expected: Expected, vms: readonly ObservedVm[]): Discrepancy[] {
  const byId = new Map(vms.map((vm) => [vm.vmid, vm]));
  const settled = expected.servers.filter(isSettled);
  const missing = settled.filter(({ vmid }) => !byId.has(vmid));
  const { endpoint } = expected;
  if (missing.length > MANY && missing.length * 2 > settled.length)
    return [
      discrepancy(
        "vms_invisible",
        { type: "endpoint", id: endpoint.id },
        { expected: { machines: settled.length }, observed: { machines: settled.length - missing.length } },
      ),
    ];
  return [
    ...missing.map((server) =>
      discrepancy("vm_missing", subjectOf(server), {
        expected: { vmid: server.vmid, status: server.status },
        observed: { vmid: null, status: null },
        about: aboutOf(server, endpoint),
        server: server.id,
      }),
    ),
    ...settled.flatMap((server) => {
      const vm = byId.get(server.vmid);
      return vm ? compareOne(expected, server, vm) : [];
    }),
  ];
}

const subjectOf = (server: ExpectedServer) => ({ type: "server", id: server.id }) as const;
const aboutOf = (server: ExpectedServer, endpoint: Expected["endpoint"]) => ({
  name: server.name,
  vmid: server.vmid,
  endpoint: endpoint.name,
});

function compareOne(expected: Expected, server: ExpectedServer, vm: ObservedVm): Discrepancy[] {
  const { config } = vm;
  const about = aboutOf(server, expected.endpoint);
  const found = (
    code: Discrepancy["code"],
    sides: { expected: Discrepancy["evidence"]["expected"]; observed: Discrepancy["evidence"]["observed"] },
  ) => discrepancy(code, subjectOf(server), { ...sides, about, server: server.id });
  if (config && config.server !== server.id)
    return [found("mark_changed", { expected: { mark: server.id }, observed: { mark: config.server } })];
  const all: Discrepancy[] = [];
  const node = expected.nodes.find((one) => one.id === server.node_id);
  // A node that HA is moving machines away from says "unknown" of them.
  if (node && node.name !== vm.node && vm.status !== "unknown" && vm.lock !== "migrate")
    all.push(found("vm_moved", { expected: { node: node.name }, observed: { node: vm.node } }));
  if (!config) return all;
  const mac = server.mac?.toUpperCase() ?? null;
  if ((mac !== null && config.mac !== mac) || !config.firewall)
    all.push(
      found("network_changed", {
        expected: { mac, firewall: true },
        observed: { mac: config.mac, firewall: config.firewall },
      }),
    );
  if (config.cores !== server.cores || config.memory_mb !== server.memory_mb)
    all.push(
      found("size_changed", {
        expected: { cores: server.cores, memory_mb: server.memory_mb },
        observed: { cores: config.cores, memory_mb: config.memory_mb },
      }),
    );
  if (server.holds > 0 && vm.status === "running")
    all.push(
      found("held_running", {
        expected: { power: "stopped", holds: server.holds },
        observed: { power: "running", holds: server.holds },
      }),
    );
  return all;
}
