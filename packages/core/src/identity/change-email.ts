import { z } from "zod";
import { destroyPersonKeys } from "../audit/index.ts";
import { isUniqueViolation, upsert } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, insertAudit, invalidField } from "../kernel/index.ts";
import { changeEmailInput, mailToken } from "./account-schema.ts";
import { HOUR_MS, issueProof, linkExpired, spendProofs, useProof } from "./email-proof.ts";
import { writeAddressChanged, writeAddressTaken, writeToNewAddress, writeToOldAddress } from "./letters.ts";
import { mayWrite, usedUpFor } from "./mail-cap.ts";
import { personOf } from "./person.ts";
import { profileOf, requirePassword } from "./profile.ts";

const CHANGE_MS = 24 * HOUR_MS;
const CHANGES_A_DAY = 5;

/**
 * Asks for another address: the present and the new one both have to confirm it. A later wish replaces an earlier one.
 * Whether the new address has an account is told to its reader alone.
 */
export const changeEmail = command({
  name: "account.change_email",
  permission: "account:manage",
  input: changeEmailInput,
  async run(ctx, { email, password }) {
    const row = await requirePassword(ctx, "password", password);
    if (row instanceof AppError) return row;
    const { id: user } = row;
    if (row.email === email) throw invalidField("email", "is your address already");
    if (!(await mayWrite(ctx, `changes ${user}`, CHANGES_A_DAY, 24 * HOUR_MS)))
      throw new AppError("rate_limit_exceeded", "that was often enough for today; try again tomorrow");
    const usedUp = await usedUpFor(ctx, "change", email);
    if (usedUp)
      throw new AppError("rate_limit_exceeded", `that address has been written to often enough; try again ${usedUp}`);
    await spendProofs(ctx, user, ["email_old", "email_new"]);
    const change = {
      user_id: user,
      old_email: row.email,
      new_email: email,
      old_confirmed_at: null,
      new_confirmed_at: null,
      created_at: ctx.now,
      expires_at: new Date(ctx.now.getTime() + CHANGE_MS),
    };
    await upsert(ctx.db, "email_changes", change, {
      keys: ["user_id"],
      update: ["old_email", "new_email", "old_confirmed_at", "new_confirmed_at", "created_at", "expires_at"],
    });
    const taken = await ctx.db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst();
    const atOld = await issueProof(ctx, "email_old", { email: row.email, user });
    const atNew = await issueProof(ctx, taken ? "none" : "email_new", { email, user });
    await writeToOldAddress(ctx, row.email, row.name, email, atOld);
    if (taken) writeAddressTaken(ctx, email);
    else await writeToNewAddress(ctx, email, row.name, atNew);
    ctx.audit({ resource: { type: "user", id: user }, changes: { email_wanted: email } });
    return { profile: await profileOf(ctx) };
  },
});

/** Gives up a change of address that is under way. */
export const cancelEmailChange = command({
  name: "account.cancel_email_change",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const { user } = personOf(ctx);
    await ctx.db.deleteFrom("email_changes").where("user_id", "=", user).execute();
    await spendProofs(ctx, user, ["email_old", "email_new"]);
    ctx.audit({ resource: { type: "user", id: user } });
    return { profile: await profileOf(ctx) };
  },
});

export const confirmEmailInput = z.strictObject({
  token: mailToken,
  side: z.enum(["old", "new"]).describe("Which address the letter went to."),
});

/** Confirms one side of a change of address; with the second the address changes. */
export const confirmEmail = command({
  name: "auth.confirm_email",
  permission: "public:email",
  input: confirmEmailInput,
  async run(ctx, { token, side }) {
    const proof = await useProof(ctx, token, side === "old" ? "email_old" : "email_new");
    const user = proof.user_id ?? "";
    const change = await ctx.db
      .selectFrom("email_changes")
      .selectAll()
      .where("user_id", "=", user)
      .where("expires_at", ">", ctx.now)
      .forUpdate()
      .executeTakeFirst();
    if (!change) throw linkExpired();
    const confirmed = {
      old_confirmed_at: side === "old" ? ctx.now : change.old_confirmed_at,
      new_confirmed_at: side === "new" ? ctx.now : change.new_confirmed_at,
    };
    ctx.audit({ resource: { type: "user", id: user }, changes: { confirmed: side, email: change.new_email } });
    if (!confirmed.old_confirmed_at || !confirmed.new_confirmed_at) {
      await ctx.db.updateTable("email_changes").set(confirmed).where("user_id", "=", user).execute();
      return { email: change.new_email, changed: false };
    }
    await moveTo(ctx, user, change.old_email, change.new_email);
    return { email: change.new_email, changed: true };
  },
});

async function moveTo(ctx: Ctx, user: string, old: string, wanted: string): Promise<void> {
  try {
    await ctx.db.updateTable("users").set({ email: wanted, verified_at: ctx.now }).where("id", "=", user).execute();
  } catch (error) {
    if (isUniqueViolation(error) === undefined) throw error;
    throw new AppError("uniqueness_error", "this e-mail address has an account of its own by now", {
      fields: [{ name: "email", messages: ["taken"] }],
    });
  }
  await ctx.db.deleteFrom("email_changes").where("user_id", "=", user).execute();
  await forgetUnaccepted(ctx, old);
  // What they have accepted is found by their address when they are erased.
  await ctx.db.updateTable("invitations").set({ email: wanted }).where("email", "=", old).execute();
  // Links to the old address must not open the account any more.
  await spendProofs(ctx, user, ["reset", "email_old", "email_new"]);
  const { name } = await ctx.db.selectFrom("users").select("name").where("id", "=", user).executeTakeFirstOrThrow();
  for (const to of [old, wanted]) writeAddressChanged(ctx, to, name, wanted);
}

/**
 * Takes away what invited an address that is theirs no more: its links would open accounts for whoever reads that mailbox
 * by now, and no erasure of theirs would find it. The tenants are not told of the new address; they may invite it.
 */
async function forgetUnaccepted(ctx: Ctx, email: string): Promise<void> {
  const rows = await ctx.db
    .selectFrom("invitations")
    .select(["id", "tenant_id", "revoked_at"])
    .where("email", "=", email)
    .where("accepted_at", "is", null)
    .orderBy("id")
    // Who accepts one right now is waited for.
    .forUpdate()
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await ctx.db.deleteFrom("invitations").where("id", "in", ids).execute();
  await destroyPersonKeys(ctx.db, ids, ctx.now);
  const changes = { because: "the address was given up" };
  for (const { id, tenant_id: tenant, revoked_at } of rows)
    if (!revoked_at)
      await insertAudit(ctx, "invitation.revoke", "done", { tenant, resource: { type: "invitation", id }, changes });
}
