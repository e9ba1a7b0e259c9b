import type { SeenVm } from "../adoption/index.ts";
import type { Outcome } from "./outcome.ts";
import type { Store } from "./store.ts";

/** What a Proxmox endpoint holds. `type`: `qemu` or `lxc`. */
export interface Inventory {
  /** Name of the endpoint here. */
  endpoint: string;
  vms: { vmid: number; type: string; name: string; seen: SeenVm | null; marks: string[] }[];
}

export const VM_DIFFERENCES = {
  service_without_vm: "The source has a live service for it, and the endpoint has no such VM.",
  vm_without_service: "The endpoint has the VM, and no service that is brought over claims it.",
  terminated_running: "The source has ended the service, and its VM is still running.",
  claimed_twice: "More than one live service claims the VM.",
  is_container: "A service claims it, and it is an LXC container.",
  differs: "The source and the VM do not say the same; the VM stays as it is.",
} as const;

export interface VmDifference {
  endpoint: string;
  vmid: number;
  /** `tblhosting:123`; null: no service's. */
  row: string | null;
  code: keyof typeof VM_DIFFERENCES;
  message: string;
}

interface Claim {
  row: string;
  status: string;
  vmid: number;
  cores: number;
  memory_mb: number;
  disk_gb: number;
  addresses: string[];
}

/** Passes a stream on and notes which service claims which VM, in a temporary table: there may be a million. */
export class Claims {
  readonly #store: Store;
  /** Endpoints by the source row they come from. */
  readonly #names = new Map<string, string>();

  constructor(store: Store) {
    this.#store = store;
  }

  async open(): Promise<void> {
    await this.#store.query(
      `create temporary table claimed_vms (source_row text, status text, endpoint text, vmid int, cores int, memory_mb int,
         disk_gb int, addresses text)`,
    );
  }

  async *noting(outcomes: AsyncIterable<readonly Outcome[]>): AsyncGenerator<readonly Outcome[]> {
    for await (const batch of outcomes) {
      const rows = batch.flatMap((outcome) => {
        if (outcome.outcome !== "entity") return [];
        if (outcome.kind === "endpoints") {
          const { entity, source } = outcome;
          this.#names.set(`${source.table}:${source.id}`, "existing" in entity ? entity.existing : entity.name);
        }
        if (outcome.kind !== "servers") return [];
        const { entity, source } = outcome;
        if (!entity.adoption || !entity.endpoint) return [];
        const endpoint = this.#names.get(`${entity.endpoint.table}:${entity.endpoint.id}`) ?? "";
        const { cores, memory_mb, disk_gb } = entity.spec;
        const { vmid } = entity.adoption;
        const addresses = JSON.stringify(entity.addresses);
        return [
          [
            `${source.table}:${source.id}`,
            entity.status,
            endpoint,
            vmid,
            cores ?? 0,
            memory_mb ?? 0,
            disk_gb ?? 0,
            addresses,
          ],
        ];
      });
      await this.#store.copy(
        "claimed_vms",
        ["source_row", "status", "endpoint", "vmid", "cores", "memory_mb", "disk_gb", "addresses"],
        rows,
      );
      yield batch;
    }
  }

  async at(endpoint: string): Promise<Claim[]> {
    const rows = await this.#store.query<Omit<Claim, "addresses"> & { addresses: string }>(
      `select source_row as "row", status, vmid, cores, memory_mb, disk_gb, addresses from claimed_vms
       where endpoint = $1 order by vmid, source_row`,
      [endpoint],
    );
    return rows.map((row) => ({ ...row, addresses: JSON.parse(row.addresses) }));
  }
}

const LIVE = new Set(["pending", "active", "suspended"]);

/** Source, records and endpoint beside each other. */
export async function compareVms({ endpoint, vms }: Inventory, claims: readonly Claim[]): Promise<VmDifference[]> {
  // Only where endpoints are looked at: a run over many rows has its memory for them.
  const { differencesOf } = await import("../adoption/index.ts");
  const found: VmDifference[] = [];
  const tell = (vmid: number, row: string | null, code: VmDifference["code"], message: string = VM_DIFFERENCES[code]) =>
    found.push({ endpoint, vmid, row, code, message });
  const byId = new Map(vms.map((vm) => [vm.vmid, vm]));
  const live = new Map<number, Claim[]>();
  for (const claim of claims)
    if (LIVE.has(claim.status)) live.set(claim.vmid, [...(live.get(claim.vmid) ?? []), claim]);
  for (const claim of claims) {
    const vm = byId.get(claim.vmid);
    if (!LIVE.has(claim.status)) {
      if (vm?.seen?.power === "running" && !live.has(claim.vmid)) tell(claim.vmid, claim.row, "terminated_running");
      continue;
    }
    if ((live.get(claim.vmid)?.length ?? 0) > 1) tell(claim.vmid, claim.row, "claimed_twice");
    if (!vm) {
      if (claim.status !== "pending") tell(claim.vmid, claim.row, "service_without_vm");
    } else if (vm.type !== "qemu") tell(claim.vmid, claim.row, "is_container");
    else if (vm.seen)
      for (const { what, recorded, seen } of differencesOf({ ...claim, mac: null }, vm.seen))
        tell(claim.vmid, claim.row, "differs", `${what}: the source says ${recorded}, the VM ${seen}`);
  }
  const claimed = new Set(claims.map(({ vmid }) => vmid));
  for (const vm of vms)
    if (!claimed.has(vm.vmid) && !vm.marks.some((mark) => mark.startsWith("hostwright:")))
      tell(vm.vmid, null, "vm_without_service", `${VM_DIFFERENCES.vm_without_service} It is called '${vm.name}'.`);
  return found;
}
