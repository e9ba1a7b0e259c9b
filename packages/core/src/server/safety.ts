import type { Selectable } from "kysely";
import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { isPrimary } from "../network/index.ts";
import { type CustomerFirewall, OPEN_FIREWALL } from "./jobs.ts";
import type { ServerTable } from "./tables.ts";

/** What a job applies other than the records say, while the action that changes them is still under way. */
export interface SafetyChange {
  firewall?: CustomerFirewall;
  smtp_open?: boolean;
  /** An address that the server is about to lose, or must not get after all. */
  without?: string;
}

/** What the network is to let a server do, from the records: for every job that sets its VM up. */
export async function safetyOf(
  ctx: Ctx,
  server: Pick<Selectable<ServerTable>, "id" | "network">,
  change: SafetyChange = {},
): Promise<{ smtp_open: boolean; extra_addresses: string[]; firewall: CustomerFirewall }> {
  const held = await ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select(["addresses.address", "pools.family"])
    .where("addresses.server_id", "=", server.id)
    .orderBy("addresses.address")
    .execute();
  const row = await ctx.db
    .selectFrom("firewalls")
    .select(["settings", "smtp_open"])
    .where("server_id", "=", server.id)
    .executeTakeFirst();
  const network = jsonOut(server.network);
  const { firewall = row ? jsonOut(row.settings) : OPEN_FIREWALL } = change;
  return {
    smtp_open: change.smtp_open ?? row?.smtp_open ?? false,
    extra_addresses: held
      .filter(({ address }) => address !== change.without && !isPrimary(network, address))
      .map(({ address, family }) => (family === 4 ? address : `${address}/64`)),
    firewall: {
      // Descriptions are for people: they stay here.
      rules: firewall.rules.map(({ direction, protocol, ports, sources, destinations, action }) => ({
        direction,
        protocol,
        ports,
        sources,
        destinations,
        action,
      })),
      default_in: firewall.default_in,
      default_out: firewall.default_out,
    },
  };
}
