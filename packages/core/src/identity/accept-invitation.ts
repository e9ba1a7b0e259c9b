import { affected, insertIgnore } from "../kernel/database/index.ts";
import { type Ctx, command, invalidField, query } from "../kernel/index.ts";
import { acceptInvitationInput, tokenInput } from "./account-schema.ts";
import { linkExpired } from "./email-proof.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { insertPerson, registrationClosed } from "./register.ts";
import { hashToken } from "./token.ts";

/** What an invitation's link offers, to who has it. */
export const lookAtInvitation = query({
  name: "auth.look_at_invitation",
  permission: "public:invitation",
  input: tokenInput,
  async run(ctx, { token }) {
    const offer = await offerOf(ctx, token);
    return {
      invitation: {
        email: offer.email,
        tenant: { name: offer.tenant },
        role_name: offer.role_name ?? offer.role,
        invited_by: offer.operator_roles ? null : offer.by,
        account: offer.account !== null,
        expires: offer.expires_at.toISOString(),
      },
    };
  },
});

/**
 * Accepts an invitation. The link shows that its reader has the mailbox: the account of that address joins the tenant,
 * whoever is signed in; who has none yet makes it here. Nobody is signed in by it.
 */
export const acceptInvitation = command({
  name: "auth.accept_invitation",
  permission: "public:invitation",
  input: acceptInvitationInput,
  async run(ctx, { token, name, password }) {
    const offer = await offerOf(ctx, token);
    const used = await ctx.db
      .updateTable("invitations")
      .set({ accepted_at: ctx.now })
      .where("id", "=", offer.id)
      .where("hash", "=", hashToken(token))
      .where("accepted_at", "is", null)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (affected(used) === 0) throw linkExpired();
    const user = offer.account ?? (await open(ctx, offer.email, name, password));
    const membership = {
      tenant_id: offer.tenant_id,
      user_id: user,
      role: offer.role,
      scope: offer.scope,
      created_at: ctx.now,
    };
    // Who is a member by now, by another way, keeps the role they have.
    await insertIgnore(ctx.db, "memberships", membership);
    ctx.audit({
      tenant: offer.tenant_id,
      resource: { type: "member", id: user },
      changes: { role: offer.role, invitation: offer.id, account: offer.account ? "known" : "new" },
    });
    return { email: offer.email, tenant: { id: offer.tenant_id, name: offer.tenant } };
  },
});

async function open(ctx: Ctx, email: string, name?: string, password?: string): Promise<string> {
  if (ctx.app.config.HOSTWRIGHT_REGISTRATION === "closed") throw registrationClosed();
  if (!name) throw invalidField("name", "is needed for a new account");
  if (!password) throw invalidField("password", "is needed for a new account");
  requireGoodPassword("password", password, { email, name });
  return insertPerson(ctx, { email, name, password });
}

async function offerOf(ctx: Ctx, token: string) {
  const row = await ctx.db
    .selectFrom("invitations as i")
    .innerJoin("tenants as t", "t.id", "i.tenant_id")
    .leftJoin("users as u", "u.email", "i.email")
    .leftJoin("users as inviter", "inviter.id", "i.invited_by")
    .select(["i.id", "i.email", "i.role", "i.tenant_id", "i.expires_at", "t.name as tenant", "u.id as account"])
    .leftJoin("roles as r", "r.id", "i.role")
    .select(["inviter.name as by", "inviter.operator_roles", "r.name as role_name", "i.scope"])
    .where("i.hash", "=", hashToken(token))
    .where("i.accepted_at", "is", null)
    .where("i.revoked_at", "is", null)
    .where("i.expires_at", ">", ctx.now)
    .executeTakeFirst();
  if (!row) throw linkExpired();
  return row;
}
