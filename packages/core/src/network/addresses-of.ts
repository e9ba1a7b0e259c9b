import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { guestSetup } from "./guest.ts";
import type { Reservation } from "./reserve.ts";
import type { AddressView } from "./schema.ts";

/** What a server was ordered with, as its row says; its other addresses come and go. */
interface Ordered {
  ipv4: { address: string } | null;
  ipv6: { network: string } | null;
}

/** Whether a server keeps an address for life. @param address as pools store it */
export const isPrimary = (network: Ordered | null, address: string): boolean =>
  network?.ipv4?.address === address || network?.ipv6?.network === `${address}/64`;

/** The addresses of a server that is just being ordered, as `addressesOf` will show them. */
export function primaryAddresses({ ipv4, ipv6 }: Reservation, now: Date): AddressView[] {
  const same = { primary: true, assigned: now.toISOString(), reverse_dns: [], configure_guest: null };
  return [
    { address: ipv4.address, family: "ipv4", network: null, gateway: ipv4.gateway, ...same },
    {
      address: ipv6.network.replace("/64", ""),
      family: "ipv6",
      network: ipv6.network,
      gateway: ipv6.gateway,
      ...same,
    },
  ];
}

/** A server's addresses with their reverse names, those it was ordered with first. */
export async function addressesOf(ctx: Ctx, server: string): Promise<AddressView[]> {
  const rows = await ctx.db
    .selectFrom("addresses as a")
    .innerJoin("pools as p", "p.id", "a.pool_id")
    .innerJoin("servers as s", "s.id", "a.server_id")
    .innerJoin("images as i", "i.id", "s.image_id")
    .leftJoin("reverse_names as r", "r.address_id", "a.id")
    .select([
      "a.id",
      "a.address",
      "a.assigned_at",
      "p.family",
      "p.gateway",
      "s.network",
      "i.family as image_family",
      "r.address as named",
      "r.host_name",
    ])
    .where("a.server_id", "=", server)
    .orderBy("p.family")
    .orderBy("a.assigned_at")
    .orderBy("a.id")
    .orderBy("r.address")
    .execute();
  const views = new Map<string, AddressView>();
  for (const row of rows) {
    const primary = isPrimary(jsonOut(row.network), row.address);
    const view: AddressView = views.get(row.id) ?? {
      address: row.address,
      family: row.family === 4 ? "ipv4" : "ipv6",
      network: row.family === 6 ? `${row.address}/64` : null,
      gateway: row.gateway,
      primary,
      assigned: (row.assigned_at ?? ctx.now).toISOString(),
      reverse_dns: [],
      configure_guest: primary ? null : guestSetup(row.image_family, row),
    };
    if (row.named && row.host_name)
      view.reverse_dns.push({ address: row.named, host_name: row.host_name, published: false });
    views.set(row.id, view);
  }
  return [...views.values()].sort((one, other) => Number(other.primary) - Number(one.primary));
}
