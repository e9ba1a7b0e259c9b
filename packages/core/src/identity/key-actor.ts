import { BlockList, isIPv4 } from "node:net";
import { grantOf, withinScope } from "../access/index.ts";
import { jsonOut } from "../kernel/database/index.ts";
import { type Actor, type App, AppError, isId } from "../kernel/index.ts";
import { hashToken } from "./token.ts";

/** `last_used` is kept to the minute: a write for each request would cost more than the request. */
const NOTED_EVERY_MS = 60_000;

/** Whether a bearer token is an API key; else it is an access token. */
export const isApiKey = (token: string): boolean => token.startsWith("hwk_");

/**
 * The actor an API key stands for, used from `address`. It may do what it was given and its maker still may: a person
 * who leaves the tenant, or gets a lesser role, takes their keys' rights along.
 * @throws AppError `unauthorized`; `forbidden` from an address outside the key's networks.
 */
export async function actorOfKey(app: App, token: string, address: string): Promise<Actor> {
  const now = app.clock.now();
  const row = await app.db.kysely
    .selectFrom("api_keys")
    .innerJoin("memberships", (join) =>
      join
        .onRef("memberships.tenant_id", "=", "api_keys.tenant_id")
        .onRef("memberships.user_id", "=", "api_keys.user_id"),
    )
    .leftJoin("roles", "roles.id", "memberships.role")
    .selectAll("api_keys")
    .select(["memberships.role", "memberships.scope as makers_scope", "roles.permissions as custom"])
    .where("api_keys.hash", "=", hashToken(token))
    .executeTakeFirst();
  if (!row || row.revoked_at || !isId("key", row.id) || !isId("ten", row.tenant_id))
    throw new AppError("unauthorized", "the API key is not valid");
  if (row.expires_at && row.expires_at <= now) throw new AppError("unauthorized", "the API key has expired");
  if (!isAllowedFrom(jsonOut(row.addresses), address))
    throw new AppError("forbidden", `this API key may not be used from ${address}`);
  if (
    !row.last_used_at ||
    now.getTime() - row.last_used_at.getTime() >= NOTED_EVERY_MS ||
    row.last_used_address !== address
  )
    await app.db.kysely
      .updateTable("api_keys")
      .set({ last_used_at: now, last_used_address: address })
      .where("id", "=", row.id)
      .execute();
  const makers = grantOf({ role: row.role, scope: row.makers_scope, custom: jsonOut(row.custom) });
  const given = new Set(jsonOut(row.permissions));
  const both = [...makers.permissions].filter((one) => given.has(one));
  const scope = [makers.scope, row.scope].filter((one) => one !== undefined && one !== null).join(",");
  return {
    type: "key",
    key: row.id,
    ...(isId("usr", row.user_id) ? { maker: row.user_id } : {}),
    tenant: row.tenant_id,
    permissions: scope ? withinScope(both) : new Set(both),
    ...(scope ? { scope } : {}),
  };
}

function isAllowedFrom(networks: string[], address: string): boolean {
  if (networks.length === 0) return true;
  const list = new BlockList();
  for (const network of networks) {
    const [base = "", bits = ""] = network.split("/");
    list.addSubnet(base, Number(bits), isIPv4(base) ? "ipv4" : "ipv6");
  }
  return list.check(address, isIPv4(address) ? "ipv4" : "ipv6");
}
