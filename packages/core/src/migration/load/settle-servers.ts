import { isBound, isLive } from "./check-servers.ts";
import type { Item, Surroundings } from "./loader.ts";

/**
 * Keeps what the servers use from being given to others: their addresses, where they are of our pools, and VM ids that an
 * endpoint would issue later.
 */
export async function settleServers(items: readonly Item<"servers">[], around: Surroundings): Promise<void> {
  const taken = items
    .filter(({ entity }) => isLive(entity))
    .flatMap(({ entity, id }) => entity.addresses.map((address) => ({ id, address: address.toLowerCase() })));
  if (taken.length > 0)
    await around.store.write(
      `update addresses a set server_id = s.id, tenant_id = s.tenant_id, assigned_at = $3
       from unnest($1::text[], $2::text[]) as t(server, address) join servers s on s.id = t.server
       where a.address = t.address and a.server_id is null`,
      [taken.map(({ id }) => id), taken.map(({ address }) => address), around.now],
    );
  const bound = items.flatMap(({ entity }) =>
    isBound(entity) && entity.endpoint && entity.adoption
      ? [{ endpoint: around.target({ kind: "endpoints", ...entity.endpoint }), vmid: entity.adoption.vmid }]
      : [],
  );
  if (bound.length > 0)
    await around.store.write(
      `update endpoints e set next_vmid = t.vmid + 1
       from (select endpoint, max(vmid) as vmid from unnest($1::text[], $2::int[]) as u(endpoint, vmid)
             join endpoints x on x.id = u.endpoint where u.vmid between x.next_vmid and x.vmid_to group by endpoint) t
       where e.id = t.endpoint`,
      [bound.map(({ endpoint }) => endpoint), bound.map(({ vmid }) => vmid)],
    );
}
