import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, invalidField, type Permission, tenantOf } from "../kernel/index.ts";
import { ALL_PERMISSIONS } from "./permissions.ts";
import { ROLE_PERMISSIONS } from "./roles.ts";
import { role } from "./schema.ts";
import { withinScope } from "./scope.ts";
import { parseSelector } from "./selector.ts";

/** What a membership lets its person do. */
export interface Grant {
  permissions: ReadonlySet<Permission>;
  /** Left out: all of the tenant's servers. */
  scope?: string;
}

/** What is everybody's with whatever role: their own account. */
const OWN: readonly Permission[] = ALL_PERMISSIONS.filter((one) => one.startsWith("account:"));
/** What a custom role may be made of: what the tenant's owner may do. */
export const CHOOSABLE: readonly Permission[] = ALL_PERMISSIONS.filter(
  (one) => ROLE_PERMISSIONS.owner.has(one) && !OWN.includes(one),
);

/** The permissions of a custom role: one that has gone since grants nothing. */
export const permissionsOfCustom = (stored: readonly string[]): ReadonlySet<Permission> =>
  new Set([...OWN, ...CHOOSABLE.filter((one) => stored.includes(one))]);

/**
 * What a membership grants.
 * @param custom permissions of the custom role that `role` is the id of; null where it is a built-in one.
 */
export function grantOf(membership: { role: string; scope: string | null; custom: readonly string[] | null }): Grant {
  const builtIn = role.safeParse(membership.role);
  const held = builtIn.success ? ROLE_PERMISSIONS[builtIn.data] : permissionsOfCustom(membership.custom ?? []);
  return membership.scope === null
    ? { permissions: held }
    : { permissions: withinScope(held), scope: membership.scope };
}

/**
 * What the actor may do now, for what they let others do: a token is good for 15 minutes, and whoever lost a role must
 * not give it back to themselves with it. Their membership stays as it is until the command is through.
 * @param needed what the command takes
 * @throws AppError `forbidden` where they may not do that any more
 */
export async function heldNow(ctx: Ctx, needed: Permission): Promise<ReadonlySet<Permission>> {
  const { actor } = ctx;
  if (actor.type === "system") return new Set(ALL_PERMISSIONS);
  if (actor.type === "anonymous") return new Set();
  // All others are looked up for each request, or are of no tenant.
  if (actor.type !== "user" || actor.support) return actor.permissions;
  const own = await ctx.db
    .selectFrom("memberships")
    .select(["role", "scope"])
    .where("tenant_id", "=", actor.tenant)
    .where("user_id", "=", actor.user)
    .forUpdate()
    .executeTakeFirst();
  const custom = own && (await customRole(ctx, actor.tenant, own.role).executeTakeFirst());
  const held = own && grantOf({ ...own, custom: custom ? jsonOut(custom.permissions) : null }).permissions;
  if (!held?.has(needed)) throw new AppError("forbidden", "your role does not allow this any more");
  return held;
}

const customRole = (ctx: Ctx, tenant: string, id: string) =>
  ctx.db.selectFrom("roles").select(["id", "name", "permissions"]).where("tenant_id", "=", tenant).where("id", "=", id);

/** @throws AppError `invalid_input` naming the field and a permission that is not `held` */
export function refuseBeyond(held: ReadonlySet<Permission>, permissions: Iterable<Permission>, field: string): void {
  const beyond = [...permissions].find((one) => !held.has(one));
  if (beyond) throw invalidField(field, `you may not do '${beyond}' yourself, so you cannot let others do it`);
}

/** A scope as it is kept: checked, and nothing for everything. @throws AppError `invalid_input` */
export function scopeIn(text: string | null | undefined): string | null {
  const selector = text?.trim() ?? "";
  return parseSelector(selector, "scope").length > 0 ? selector : null;
}

/**
 * A role that the actor may give somebody, by a built-in name or the id of one of the tenant's own.
 * @param needed what the command takes that gives it
 * @throws AppError `invalid_input` naming `role` where there is none, or where it may do more than the actor; `forbidden`
 */
export async function grantableRole(
  ctx: Ctx,
  tenant: string,
  wanted: string,
  needed: Permission,
): Promise<{ role: string; name: string }> {
  const held = await heldNow(ctx, needed);
  const builtIn = role.safeParse(wanted);
  if (builtIn.success) {
    refuseBeyond(held, ROLE_PERMISSIONS[builtIn.data], "role");
    return { role: wanted, name: wanted };
  }
  const row = await customRole(ctx, tenant, wanted).forUpdate().executeTakeFirst();
  if (!row) throw invalidField("role", "there is no such role");
  refuseBeyond(held, permissionsOfCustom(jsonOut(row.permissions)), "role");
  return { role: row.id, name: row.name };
}

/** @throws AppError `conflict` while somebody has the role, or is invited to it */
export async function refuseInUse(ctx: Ctx, id: string): Promise<void> {
  const tenant = tenantOf(ctx);
  const member = await ctx.db
    .selectFrom("memberships")
    .select("user_id")
    .where("tenant_id", "=", tenant)
    .where("role", "=", id)
    .limit(1)
    .execute();
  const invited = await ctx.db
    .selectFrom("invitations")
    .select("id")
    .where("tenant_id", "=", tenant)
    .where("role", "=", id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", ctx.now)
    .limit(1)
    .execute();
  if (member.length === 0 && invited.length === 0) return;
  throw new AppError(
    "conflict",
    member.length > 0
      ? "Members have this role. Give them another one first."
      : "Somebody is invited to this role. Revoke the invitation first.",
  );
}
