import type { Ledger } from "./ledger.ts";
import type { Named, Names, SourceFile, Surroundings } from "./load/loader.ts";
import { FIRST_UNASSIGNED_VMID, UNASSIGNED } from "./load/placeholders.ts";
import type { Parents } from "./parents.ts";
import type { Store } from "./store.ts";
import { Taken } from "./taken.ts";

const NAMED: readonly Named[] = ["plans", "images", "locations", "endpoints"];

/** What is here of the things that are known by name; few enough to be kept at hand. */
export async function surroundings(
  store: Store,
  options: {
    source: string;
    planning: boolean;
    linkUsers?: boolean;
    keepFile?: (file: SourceFile) => Promise<void>;
    now(): Date;
  },
  ledger: Ledger,
  parents: Parents,
): Promise<Surroundings> {
  const ids = new Map<string, string>();
  const names: Names = {
    get: (kind, name) => ids.get(`${kind}/${name}`),
    set: (kind, name, id) => void ids.set(`${kind}/${name}`, id),
  };
  for (const kind of NAMED)
    for (const row of await store.query<{ id: string; name: string }>(`select id, name from ${kind}`))
      names.set(kind, row.name, row.id);
  const places = await store.query<{ id: string; location_id: string }>("select id, location_id from endpoints");
  const [last] = await store.query<{ vmid: number | null }>(
    "select max(s.vmid) as vmid from servers s join endpoints e on e.id = s.endpoint_id where e.name = $1",
    [UNASSIGNED],
  );
  let unassigned = Math.max(last?.vmid ?? 0, FIRST_UNASSIGNED_VMID - 1);
  return {
    store,
    now: options.now(),
    source: options.source,
    planning: options.planning,
    linkUsers: options.linkUsers ?? false,
    names,
    locationOf: new Map(places.map((row) => [row.id, row.location_id])),
    nameKeys: new Map(),
    keepFile: options.keepFile ?? nowhere,
    target: (parent) => parents.target(parent),
    taken: new Taken(store),
    claim: (keys) => ledger.claim(keys),
    nextUnassigned: () => ++unassigned,
  };
}

const nowhere = async ({ file }: SourceFile): Promise<void> => {
  throw new Error(`there is no place to keep ${file} in`);
};
