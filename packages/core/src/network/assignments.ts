import { affected } from "../kernel/database/index.ts";
import { type App, query, system, transact } from "../kernel/index.ts";
import { assignmentQuery } from "./schema.ts";

/** Who had an address, now or at a moment: abuse reports name an address and a time. */
export const listAssignments = query({
  name: "operator.assignment.list",
  permission: "operator:read",
  input: assignmentQuery,
  async run(ctx, { address, at }) {
    const wanted = address.includes(":") ? networkOf(address) : address;
    const current = await ctx.db
      .selectFrom("addresses as a")
      .innerJoin("tenants as t", "t.id", "a.tenant_id")
      .innerJoin("servers as s", "s.id", "a.server_id")
      .select([
        "a.address",
        "a.assigned_at as from_at",
        "t.id as tenant",
        "t.name as tenant_name",
        "s.id as server",
        "s.name as server_name",
      ])
      .where("a.address", "=", wanted)
      .execute();
    const past = await ctx.db
      .selectFrom("address_history as a")
      .innerJoin("tenants as t", "t.id", "a.tenant_id")
      .innerJoin("servers as s", "s.id", "a.server_id")
      .select([
        "a.address",
        "a.from_at",
        "a.until_at",
        "t.id as tenant",
        "t.name as tenant_name",
        "s.id as server",
        "s.name as server_name",
      ])
      .where("a.address", "=", wanted)
      .orderBy("a.from_at", "desc")
      .limit(100)
      .execute();
    const moment = at ? new Date(at) : undefined;
    const rows = [...current.map((row) => ({ ...row, until_at: null })), ...past];
    return {
      assignments: rows
        .filter(
          ({ from_at, until_at }) => !moment || ((from_at ?? moment) <= moment && (!until_at || until_at > moment)),
        )
        .map((row) => ({
          address: row.address,
          tenant: { id: row.tenant, name: row.tenant_name },
          server: { id: row.server, name: row.server_name },
          from: (row.from_at ?? ctx.now).toISOString(),
          until: row.until_at?.toISOString() ?? null,
        })),
    };
  },
});

/** The /64 of an IPv6 address, as pools store it: `2001:db8:0:7::`. */
export function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(":")}::`;
}

/** Schedule: forgets assignments that ended longer ago than they have to be kept. */
export function forgetAssignments(app: App): Promise<number> {
  const days = app.config.HOSTWRIGHT_ADDRESS_HISTORY_DAYS;
  return transact({ app, actor: system("schedule assignments"), requestId: "schedule" }, async (ctx) => {
    const before = new Date(ctx.now.getTime() - days * 24 * 3600 * 1000);
    return affected(await ctx.db.deleteFrom("address_history").where("until_at", "<", before).executeTakeFirst());
  });
}
