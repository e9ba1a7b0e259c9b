import { z } from "zod";
import { type PoolSpec, poolSpec } from "../catalog/index.ts";
import { jsonIn } from "../kernel/database/index.ts";
import { type Ctx, command, invalidField } from "../kernel/index.ts";

/**
 * Makes a location's address pools say what the file says: adds pools and addresses, never takes one away that may be in
 * use. An address that another pool has already is refused.
 */
export const applyPools = command({
  name: "network.apply_pools",
  permission: "operator:catalog",
  input: z.strictObject({ location: z.string(), pools: z.array(poolSpec) }),
  async run(ctx, { location, pools }) {
    const row = await ctx.db.selectFrom("locations").select("id").where("name", "=", location).executeTakeFirst();
    if (!row) throw invalidField("location", `there is no location '${location}'`);
    let added = 0;
    for (const pool of pools) added += await applyPool(ctx, row.id, pool);
    ctx.audit({ changes: { location, pools: pools.map((pool) => pool.name), added } });
    return { added };
  },
});

const CHUNK = 500;

async function applyPool(ctx: Ctx, location: string, spec: PoolSpec): Promise<number> {
  const row = {
    location_id: location,
    name: spec.name,
    family: spec.family,
    prefix: spec.family === 6 ? 64 : spec.prefix,
    gateway: spec.gateway,
    nameservers: jsonIn(spec.nameservers),
    search_domain: spec.search_domain,
    bridge: spec.bridge,
    vlan: spec.vlan,
    mtu: spec.mtu,
  };
  const known = await ctx.db.selectFrom("pools").select("id").where("name", "=", spec.name).executeTakeFirst();
  const pool = known?.id ?? ctx.id("poo");
  if (known) await ctx.db.updateTable("pools").set(row).where("id", "=", pool).execute();
  else
    await ctx.db
      .insertInto("pools")
      .values({ ...row, id: pool })
      .execute();

  const wanted = spec.family === 4 ? ipv4Range(spec.first, spec.count) : ipv6Networks(spec.first, spec.count);
  const missing: string[] = [];
  for (let at = 0; at < wanted.length; at += CHUNK) {
    const part = wanted.slice(at, at + CHUNK);
    const there = await ctx.db
      .selectFrom("addresses")
      .select(["address", "pool_id"])
      .where("address", "in", part)
      .execute();
    const elsewhere = there.find((one) => one.pool_id !== pool);
    if (elsewhere) throw invalidField(spec.name, `another pool has ${elsewhere.address} already`);
    const have = new Set(there.map((one) => one.address));
    missing.push(...part.filter((address) => !have.has(address)));
  }
  for (let at = 0; at < missing.length; at += CHUNK)
    await ctx.db
      .insertInto("addresses")
      .values(
        missing.slice(at, at + CHUNK).map((address) => ({
          id: ctx.id("adr"),
          pool_id: pool,
          address,
          tenant_id: null,
          server_id: null,
          assigned_at: null,
          free_since: new Date(0),
        })),
      )
      .execute();
  return missing.length;
}

export function ipv4Range(first: string, count: number): string[] {
  if (first.includes(":")) throw invalidField("first", `'${first}' is not an IPv4 address`);
  const base = first.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  if (base + count > 2 ** 32) throw invalidField("count", "runs past the end of IPv4");
  return Array.from({ length: count }, (_, index) =>
    [24, 16, 8, 0].map((shift) => Math.floor((base + index) / 2 ** shift) % 256).join("."),
  );
}

/** Consecutive /64s, each as its network address in the canonical form: `2001:db8:1:10::`. */
export function ipv6Networks(first: string, count: number): string[] {
  const groups = /^([0-9a-f]{1,4}):([0-9a-f]{1,4}):([0-9a-f]{1,4}):([0-9a-f]{1,4})::$/i.exec(first)?.slice(1);
  if (!groups) throw invalidField("first", `'${first}' is not the network of a /64, like 2001:db8:1:10::`);
  const base = groups.reduce((sum, group) => sum * 65_536n + BigInt(Number.parseInt(group, 16)), 0n);
  return Array.from({ length: count }, (_, index) => {
    const value = base + BigInt(index);
    const parts = [48n, 32n, 16n, 0n].map((shift) => ((value >> shift) & 0xffffn).toString(16));
    return `${parts.join(":")}::`;
  });
}
