import type { ObservedVm } from "../monitoring/jobs.ts";
import { type Discrepancy, discrepancy } from "./discrepancy.ts";
import type { Expected } from "./expected.ts";

/** While one of these is on, the machine is being made. */
const IN_THE_MAKING = new Set(["clone", "create"]);

/** A server that a mark names, as far as the records know it; wherever it is. */
export interface Named {
  id: string;
  name: string;
  status: string;
  deleted: boolean;
}

/** What is not right about machines that are no server's own: copies, orphans, those in our range. Pure. */
export function compareStrangers(
  expected: Expected,
  vms: readonly ObservedVm[],
  named: ReadonlyMap<string, Named>,
): Discrepancy[] {
  const own = new Set([
    ...expected.servers.map((server) => `${server.vmid} ${server.id}`),
    ...expected.spares.map((spare) => `${spare.vmid} ${spare.server_id}`),
  ]);
  const issued = new Set([...expected.servers.map(({ vmid }) => vmid), ...expected.spares.map(({ vmid }) => vmid)]);
  const { endpoint } = expected;
  return vms.flatMap((vm): Discrepancy[] => {
    if (vm.template || !vm.config || IN_THE_MAKING.has(vm.lock ?? "")) return [];
    const subject = { type: "vm", id: `${endpoint.id}/${vm.vmid}` } as const;
    const { server: mark } = vm.config;
    const about = { endpoint: endpoint.name, node: vm.node, vmid: vm.vmid };
    if (mark === null) {
      const ahead = vm.vmid >= endpoint.next_vmid && vm.vmid <= endpoint.vmid_to && !issued.has(vm.vmid);
      return ahead
        ? [discrepancy("id_in_use", subject, { expected: { vmid: null }, observed: { vmid: vm.vmid }, about })]
        : [];
    }
    if (own.has(`${vm.vmid} ${mark}`)) return [];
    const server = named.get(mark);
    const whose = { server: mark, name: server?.name ?? null, status: vm.status };
    if (server && !server.deleted && server.status !== "failed") {
      const rightful = expected.servers.find((one) => one.id === mark);
      return [
        discrepancy("claimed_twice", subject, {
          expected: { vmid: rightful?.vmid ?? null },
          observed: { vmid: vm.vmid },
          about: { ...about, ...whose },
          server: mark,
        }),
      ];
    }
    return [
      discrepancy("orphan", subject, {
        expected: { server: server ? (server.deleted ? "deleted" : server.status) : "unknown" },
        observed: { server: mark },
        about: { ...about, ...whose },
        server: mark,
      }),
    ];
  });
}
