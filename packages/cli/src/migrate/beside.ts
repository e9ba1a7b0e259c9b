import { Claims, compareVms, type Outcome, type Store, type VmDifference } from "@hostwright/core/migration";
import type { Flags } from "./flags.ts";

/** A look at the endpoints beside a run over the source: noted while its rows pass, told when they have. */
export interface Beside {
  noting(outcomes: AsyncIterable<readonly Outcome[]>): AsyncIterable<readonly Outcome[]>;
  /** undefined: no endpoint was given. */
  differences(): Promise<VmDifference[] | undefined>;
}

const NOTHING: Beside = { noting: (outcomes) => outcomes, differences: async () => undefined };

/** The endpoints are read before the source is: one that cannot be read ends the command before anything else. */
export async function lookBeside(store: Store, { proxmox }: Flags): Promise<Beside> {
  if (proxmox.length === 0) return NOTHING;
  const { readInventory } = await import("./proxmox.ts");
  const inventories = await Promise.all(
    proxmox.map((flag) => readInventory(flag, process.env.HOSTWRIGHT_PROXMOX_TOKEN)),
  );
  const claims = new Claims(store);
  await claims.open();
  return {
    noting: (outcomes) => claims.noting(outcomes),
    async differences() {
      const found: VmDifference[] = [];
      for (const inventory of inventories)
        found.push(...(await compareVms(inventory, await claims.at(inventory.endpoint))));
      return found;
    },
  };
}
