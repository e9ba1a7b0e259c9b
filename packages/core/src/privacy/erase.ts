import { z } from "zod";
import { releaseFiles } from "../archive/index.ts";
import { destroyPersonKeys } from "../audit/index.ts";
import { AppError, type Ctx, command, invalidField, query } from "../kernel/index.ts";
import { takeTurn } from "../quota/index.ts";
import { OF_PERSONS, OF_TENANTS, type Place } from "./kept.ts";
import { personErasure, tenantErasure } from "./preview.ts";
import { deleteOf } from "./rows.ts";
import { confirmInput, confirmTenantInput, confirmUserInput, type Erasure, tenantRef, userRef } from "./schema.ts";

/** Whose account a request is about, when it is one's own. */
function oneself({ actor }: Ctx): string {
  if (actor.type === "user" || actor.type === "operator") return actor.user;
  throw new AppError("forbidden", "this is for people who are signed in");
}

function refuse(erasure: Erasure, confirm: string): void {
  const [reason] = erasure.refusals;
  if (reason) throw new AppError("conflict", `this cannot be erased yet: ${reason.message}`);
  if (confirm.trim().toLowerCase() !== erasure.confirm.toLowerCase())
    throw invalidField("confirm", `must be '${erasure.confirm}'`);
}

const tablesThatGo = (places: readonly Place[]): string[] =>
  places.filter((place) => place.outcome.fate === "delete").map((place) => place.table);

/**
 * Takes a person out of everything. Their rows in tenants' records stay under their id, which leads nowhere; what was
 * personal in audit rows was encrypted with a key that is destroyed here, so the chains still verify.
 */
async function erasePerson(ctx: Ctx, id: string, confirm: string) {
  await lockOwners(ctx, id);
  const erasure = await personErasure(ctx, id);
  refuse(erasure, confirm);
  // Before memberships go: who accepts one right now is waited for, and their membership goes along.
  await forgetInvitations(ctx, "email", erasure.confirm);
  const sessions = ctx.db.selectFrom("sessions").select("id").where("user_id", "=", id);
  await ctx.db.deleteFrom("refresh_tokens").where("session_id", "in", sessions).execute();
  for (const table of tablesThatGo(OF_PERSONS)) await deleteOf(ctx, table, "user_id", id);
  await ctx.db.deleteFrom("email_proofs").where("email", "=", erasure.confirm).execute();
  await ctx.db
    .updateTable("api_keys")
    .set({ revoked_at: ctx.now, last_used_address: null })
    .where("user_id", "=", id)
    .execute();
  await ctx.db
    .updateTable("users")
    .set({ email: `${id}@erased.invalid`, name: "Erased person", password_hash: "", language: null, time_zone: null })
    .where("id", "=", id)
    .execute();
  await destroyPersonKeys(ctx.db, [id], ctx.now);
  ctx.audit({ resource: { type: "user", id }, changes: counts(erasure) });
  return { erasure, erased: true as const };
}

/** Of the tenants that the person owns, in one order: of two owners who are erased at once, one stays. */
async function lockOwners(ctx: Ctx, id: string): Promise<void> {
  const owned = ctx.db
    .selectFrom("memberships as own")
    .select("own.tenant_id")
    .where("own.user_id", "=", id)
    .where("own.role", "=", "owner");
  await ctx.db
    .selectFrom("memberships")
    .select("user_id")
    .where("tenant_id", "in", owned)
    .where("role", "=", "owner")
    .where("scope", "is", null)
    .orderBy("tenant_id")
    .orderBy("user_id")
    .forUpdate()
    .execute();
}

/** Takes invitations away, and with their keys the addresses that audit rows about them hold. */
async function forgetInvitations(ctx: Ctx, by: "email" | "tenant_id", value: string): Promise<void> {
  const rows = await ctx.db.selectFrom("invitations").select("id").where(by, "=", value).execute();
  const ids = rows.map(({ id }) => id);
  await destroyPersonKeys(ctx.db, ids, ctx.now);
  await ctx.db.deleteFrom("invitations").where(by, "=", value).execute();
}

const counts = ({ deletes, anonymises, keeps }: Erasure) => ({
  deleted: Object.fromEntries(deletes.map(({ what, count }) => [what, count])),
  anonymised: Object.fromEntries(anonymises.map(({ what, count }) => [what, count])),
  kept: Object.fromEntries(keeps.map(({ what, count }) => [what, count])),
});

export const previewOwnErasure = query({
  name: "account.erasure",
  permission: "account:export",
  input: z.strictObject({}),
  run: async (ctx) => ({ erasure: await personErasure(ctx, oneself(ctx)) }),
});

export const eraseOwnAccount = command({
  name: "account.erase",
  permission: "account:export",
  input: confirmInput,
  stepUp: true,
  run: (ctx, { confirm }) => erasePerson(ctx, oneself(ctx), confirm),
});

export const previewUserErasure = query({
  name: "operator.user.erasure",
  permission: "operator:erase",
  input: userRef,
  run: async (ctx, { id }) => ({ erasure: await personErasure(ctx, id) }),
});

export const eraseUser = command({
  name: "operator.user.erase",
  permission: "operator:erase",
  input: confirmUserInput,
  stepUp: true,
  run: (ctx, { id, confirm }) => erasePerson(ctx, id, confirm),
});

export const previewTenantErasure = query({
  name: "operator.tenant.erasure",
  permission: "operator:erase",
  input: tenantRef,
  run: async (ctx, { id }) => ({ erasure: await tenantErasure(ctx, id) }),
});

/** A tenant's people keep their accounts; they ask for their own erasure. What is left takes nobody in and orders nothing. */
export const eraseTenant = command({
  name: "operator.tenant.erase",
  permission: "operator:erase",
  input: confirmTenantInput,
  stepUp: true,
  async run(ctx, { id, confirm }) {
    // Orders take it too: of an order and an erasure at once, the second sees what the first has done.
    await takeTurn(ctx, id);
    const erasure = await tenantErasure(ctx, id);
    refuse(erasure, confirm);
    await ctx.db.updateTable("sessions").set({ revoked_at: ctx.now }).where("tenant_id", "=", id).execute();
    await forgetInvitations(ctx, "tenant_id", id);
    await releaseFiles(ctx, id);
    for (const table of tablesThatGo(OF_TENANTS)) await deleteOf(ctx, table, "tenant_id", id);
    await ctx.db
      .updateTable("tenants")
      .set({ name: `Erased tenant ${id.slice(-6)}`, status: "refused", status_reason: null })
      .where("id", "=", id)
      .execute();
    ctx.audit({ tenant: id, resource: { type: "tenant", id }, changes: counts(erasure) });
    return { erasure, erased: true as const };
  },
});
