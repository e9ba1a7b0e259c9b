import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, query } from "../kernel/index.ts";
import { getServer, OPEN_FIREWALL, serverRef } from "../server/index.ts";
import { rulesAbove } from "./above.ts";
import type { FirewallSettings, FirewallView } from "./schema.ts";

export const getFirewall = query({
  name: "firewall.get",
  permission: "server:read",
  input: serverRef,
  async run(ctx, { id }) {
    await getServer(ctx, id);
    return { firewall: await firewallView(ctx, id) };
  },
});

const ANYTHING: FirewallSettings = { ...OPEN_FIREWALL, rules: [] };

/** The settings of a server the caller may see. */
export async function settingsOf(ctx: Ctx, server: string): Promise<FirewallSettings> {
  const row = await firewallRow(ctx, server);
  return row ? jsonOut(row.settings) : ANYTHING;
}

/** @param wanted settings that are just being applied */
export async function firewallView(ctx: Ctx, server: string, wanted?: FirewallSettings): Promise<FirewallView> {
  const row = await firewallRow(ctx, server);
  const smtp_open = row?.smtp_open ?? false;
  return {
    ...(wanted ?? (row ? jsonOut(row.settings) : ANYTHING)),
    above: rulesAbove(smtp_open, row?.foreign_rules ?? 0),
    smtp_open,
  };
}

const firewallRow = (ctx: Ctx, server: string) =>
  ctx.db
    .selectFrom("firewalls")
    .select(["settings", "smtp_open", "foreign_rules"])
    .where("server_id", "=", server)
    .executeTakeFirst();
