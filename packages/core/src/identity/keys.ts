import { randomBytes } from "node:crypto";
import type { Selectable } from "kysely";
import { KEY_PERMISSIONS, KEY_READ_PERMISSIONS, scopeIn } from "../access/index.ts";
import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import {
  AppError,
  type Ctx,
  command,
  decodeCursor,
  invalidField,
  notFound,
  pageMeta,
  query,
  requireRoom,
  tenantOf,
  toPage,
} from "../kernel/index.ts";
import { createKeyInput, keyListInput, keyRef } from "./key-schema.ts";
import type { ApiKeyTable } from "./tables.ts";
import { hashToken } from "./token.ts";

/** As many living keys as a tenant may have. */
const LIMIT = 100;
/** `hwk_` lets scanners of code and logs know what they have found. */
const newSecret = (): string => `hwk_${randomBytes(32).toString("base64url")}`;
const HINT_CHARACTERS = 8;

/** Makes a key with which a program acts for the tenant. The key is answered once; only its hash is kept. */
export const createKey = command({
  name: "key.create",
  permission: "key:manage",
  stepUp: true,
  input: createKeyInput,
  async run(ctx, { name, permissions, read_only, expires, scope, addresses }) {
    const { actor } = ctx;
    if (actor.type !== "user") throw new AppError("forbidden", "keys are made by people");
    if (permissions && read_only) throw invalidField("permissions", "give either these or 'read_only'");
    const wanted =
      permissions ?? (read_only ? KEY_READ_PERMISSIONS : KEY_PERMISSIONS).filter((one) => actor.permissions.has(one));
    const beyond = wanted.find((one) => !actor.permissions.has(one));
    if (beyond) throw invalidField("permissions", `you may not do '${beyond}' yourself`);
    const expiresAt = expires ? new Date(expires) : null;
    if (expiresAt && expiresAt <= ctx.now) throw invalidField("expires", "lies in the past");
    await requireRoom(ctx, livingKeys(ctx).select("api_keys.id"), {
      most: LIMIT,
      of: "API keys",
      instead: "revoke one first",
    });
    const id = ctx.id("key");
    const secret = newSecret();
    const row = {
      id,
      tenant_id: actor.tenant,
      user_id: actor.user,
      name,
      scope: scopeIn(scope),
      hash: hashToken(secret),
      hint: secret.slice(0, HINT_CHARACTERS),
      created_at: ctx.now,
      expires_at: expiresAt,
      last_used_at: null,
      last_used_address: null,
      revoked_at: null,
    };
    await ctx.db
      .insertInto("api_keys")
      .values({ ...row, permissions: jsonIn<string[]>(wanted), addresses: jsonIn(addresses) })
      .execute();
    ctx.audit({
      resource: { type: "api_key", id },
      changes: { name, permissions: wanted, scope: row.scope, addresses, expires: expires ?? null },
    });
    return { key: await keyOf(ctx, id), secret };
  },
});

export const listKeys = query({
  name: "key.list",
  permission: "key:read",
  input: keyListInput,
  async run(ctx, { limit, cursor, sort }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = shownKeys(ctx)
      .orderBy("api_keys.id", direction)
      .limit(limit + 1);
    if (after) rows = rows.where("api_keys.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), keyView);
    return { keys: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** Ends a key; its next request is refused. */
export const revokeKey = command({
  name: "key.revoke",
  permission: "key:manage",
  input: keyRef,
  async run(ctx, { id }) {
    const key = await keyOf(ctx, id);
    await ctx.db.updateTable("api_keys").set({ revoked_at: ctx.now }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "api_key", id }, changes: { name: key.name } });
    return { key };
  },
});

/** The tenant's keys that are not revoked; expired ones are shown, so that their owner sees why a program stopped. */
const livingKeys = (ctx: Ctx) =>
  ctx.db
    .selectFrom("api_keys")
    .innerJoin("users", "users.id", "api_keys.user_id")
    .where("api_keys.tenant_id", "=", tenantOf(ctx))
    .where("api_keys.revoked_at", "is", null);
const shownKeys = (ctx: Ctx) => livingKeys(ctx).selectAll("api_keys").select("users.name as maker");

async function keyOf(ctx: Ctx, id: string) {
  const row = await shownKeys(ctx).where("api_keys.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("key");
  return keyView(row);
}

function keyView(row: Selectable<ApiKeyTable> & { maker: string }) {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    permissions: jsonOut(row.permissions),
    scope: row.scope,
    addresses: jsonOut(row.addresses),
    made_by: { id: row.user_id, name: row.maker },
    created: row.created_at.toISOString(),
    expires: row.expires_at?.toISOString() ?? null,
    last_used: row.last_used_at ? { at: row.last_used_at.toISOString(), address: row.last_used_address } : null,
  };
}
