import { createHash } from "node:crypto";
import { insertIgnore, jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import type { Person } from "./admit.ts";
import { type Claims, unconfirmed } from "./company-client.ts";
import { allowedBy } from "./operator-provider.ts";
import { userId } from "./session.ts";

export const operatorHash = (issuer: string, { sub }: Claims): string =>
  createHash("sha256")
    .update(JSON.stringify(["operators", issuer, sub]))
    .digest("hex");

/**
 * The operator somebody is whom the operators' provider vouches for: who came in by it before, else the one with that
 * confirmed address. Nobody becomes an operator by it, and nobody gets more than their account and the provider both allow.
 */
export async function operatorFor(ctx: Ctx, issuer: string, claims: Claims): Promise<Person | AppError> {
  const hash = operatorHash(issuer, claims);
  const known = await ctx.db
    .selectFrom("operator_identities")
    .select("user_id")
    .where("hash", "=", hash)
    .executeTakeFirst();
  if (!known && claims.email_verified !== true) return unconfirmed();
  const accounts = ctx.db.selectFrom("users").select(["id", "email", "operator_roles"]);
  const account = await (known
    ? accounts.where("id", "=", known.user_id)
    : accounts.where("email", "=", claims.email?.toLowerCase() ?? "")
  ).executeTakeFirst();
  const held = account && jsonOut(account.operator_roles);
  if (!held) return new AppError("forbidden", "there is no operator's account for you here; an admin makes one");
  ctx.audit({ resource: { type: "user", id: account.id } });
  const allowed = allowedBy(ctx.app, claims);
  if (allowed && !held.some((role) => allowed.includes(role)))
    return new AppError("forbidden", "your groups at the provider allow none of the roles of your account");
  if (!known && !(await link(ctx, issuer, account.id, hash)))
    return new AppError("conflict", "this account is somebody else's at the provider; an admin ends that link");
  return { id: userId(account.id), email: account.email, operator: true, allowed, issuer };
}

/** An address that is given to somebody new there does not open the account of who had it before. */
async function link(ctx: Ctx, issuer: string, user: string, hash: string): Promise<boolean> {
  // Another provider than before: what the one before said of them is worth nothing.
  await ctx.db.deleteFrom("operator_identities").where("user_id", "=", user).where("issuer", "!=", issuer).execute();
  return insertIgnore(ctx.db, "operator_identities", { user_id: user, hash, issuer, created_at: ctx.now });
}
