import type { Entity } from "../entities.ts";
import type { Unique } from "../taken.ts";
import type { Item, Problem, Surroundings } from "./loader.ts";

/** Whether there is, or may yet be, a VM behind the service. */
export const isLive = ({ status }: Entity<"servers">): boolean =>
  status === "pending" || status === "active" || status === "suspended";

/** Whether the source says which VM it is. */
export const isBound = (entity: Entity<"servers">): boolean =>
  isLive(entity) && entity.adoption !== null && entity.endpoint !== null;

/** Names that must be in the catalog, VMs that must be nobody else's, and names that are unique in a tenant. */
export async function checkServers(items: readonly Item<"servers">[], around: Surroundings) {
  const problems = new Map<number, Problem>();
  for (const [index, { entity }] of items.entries()) {
    const { image, location } = entity.spec;
    if (image && !around.names.get("images", image))
      problems.set(index, { code: "image_unmapped", message: `there is no image '${image}' in the catalog` });
    else if (location && !around.names.get("locations", location))
      problems.set(index, { code: "location_unmapped", message: `there is no location '${location}' in the catalog` });
  }
  await checkVms(items, around, problems);
  await giveNames(items, around);
  return { problems, bound: new Map<number, string>() };
}

async function checkVms(items: readonly Item<"servers">[], around: Surroundings, problems: Map<number, Problem>) {
  const claims = items.flatMap(({ entity, id, known }, index) =>
    isLive(entity) && entity.adoption && entity.endpoint
      ? [
          {
            index,
            id,
            known,
            endpoint: around.target({ kind: "endpoints", ...entity.endpoint }),
            vmid: entity.adoption.vmid,
          },
        ]
      : [],
  );
  if (claims.length === 0) return;
  const suspects = await suspected(
    around,
    "vms",
    claims.map((claim) => [`${claim.endpoint}/${claim.vmid}`, claim]),
  );
  const here =
    suspects.length === 0
      ? []
      : await around.store.query<{ endpoint_id: string; vmid: number; id: string }>(
          `select endpoint_id, vmid, id from servers
           where (endpoint_id, vmid) in (select * from unnest($1::text[], $2::int[]))`,
          [suspects.map(({ endpoint }) => endpoint), suspects.map(({ vmid }) => vmid)],
        );
  const holders = new Map(here.map((row) => [`${row.endpoint_id}/${row.vmid}`, row.id]));
  const free = await around.claim(claims.map(({ endpoint, vmid }) => `vm:${endpoint}/${vmid}`));
  for (const { index, id, known, endpoint, vmid } of claims) {
    const holder = holders.get(`${endpoint}/${vmid}`);
    const taken = holder !== undefined && holder !== id;
    if (taken || (!known && !free.has(`vm:${endpoint}/${vmid}`)))
      problems.set(index, {
        code: "vm_claimed_twice",
        message: `VM ${vmid} belongs to ${holder ?? "another service"} already`,
      });
    else holders.set(`${endpoint}/${vmid}`, id);
  }
}

/** Of things with their keys, those whose key may be taken here. */
async function suspected<T>({ taken }: Surroundings, what: Unique, keyed: readonly [string, T][]): Promise<T[]> {
  const indexes = await taken.suspects(
    what,
    keyed.map(([key]) => key),
  );
  return indexes.flatMap((index) => keyed[index]?.[1] ?? []);
}

/** A name that another server of the tenant holds is kept for show; its key gets the id behind it. */
async function giveNames(items: readonly Item<"servers">[], around: Surroundings): Promise<void> {
  around.nameKeys.clear();
  const fresh = items.filter(({ entity, known }) => !known && isLive(entity));
  if (fresh.length === 0 || around.planning) return;
  const wanted = fresh.map((item) => ({
    id: item.id,
    tenant: around.target({ kind: "tenants", ...item.entity.tenant }),
    key: item.entity.name.toLowerCase().slice(0, 200),
  }));
  const suspects = await suspected(
    around,
    "names",
    wanted.map((one) => [`${one.tenant}/${one.key}`, one]),
  );
  const here =
    suspects.length === 0
      ? []
      : await around.store.query<{ tenant_id: string; name_key: string }>(
          `select tenant_id, name_key from servers
           where (tenant_id, name_key) in (select * from unnest($1::text[], $2::text[]))`,
          [suspects.map(({ tenant }) => tenant), suspects.map(({ key }) => key)],
        );
  const taken = new Set(here.map((row) => `${row.tenant_id}/${row.name_key}`));
  for (const { id, tenant, key } of wanted) {
    const name = taken.has(`${tenant}/${key}`) ? `${key}#${id}` : key;
    taken.add(`${tenant}/${key}`);
    around.nameKeys.set(id, name);
  }
}
