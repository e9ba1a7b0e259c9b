import { scopeIn } from "../access/index.ts";
import {
  AppError,
  type Ctx,
  command,
  decodeCursor,
  notFound,
  pageMeta,
  query,
  requireRoom,
  tenantOf,
  toPage,
} from "../kernel/index.ts";
import { HOUR_MS, newMailToken } from "./email-proof.ts";
import { writeInvitation } from "./letters.ts";
import { mayWrite } from "./mail-cap.ts";
import { invitationListInput, invitationRef, inviteInput } from "./member-schema.ts";
import { givenRole } from "./members.ts";
import { personOf } from "./person.ts";
import { tenantRow } from "./tenants.ts";
import { hashToken } from "./token.ts";

const DAY_MS = 24 * HOUR_MS;
const LIFETIME_MS = 7 * DAY_MS;
/** Invitations of a tenant that nobody has answered. */
const OPEN_LIMIT = 100;
/** Letters a day: of a tenant to one address, of a tenant to all, of all tenants to one address. */
const SAME_ADDRESS_A_DAY = 3;
const TENANT_A_DAY = 100;
const ADDRESS_A_DAY = 10;

export const listInvitations = query({
  name: "invitation.list",
  permission: "member:read",
  input: invitationListInput,
  async run(ctx, { limit, cursor, sort }) {
    const direction = sort === "created:desc" ? "desc" : "asc";
    const after = decodeCursor(cursor);
    let rows = shownInvitations(ctx)
      .orderBy("i.id", direction)
      .limit(limit + 1);
    if (after) rows = rows.where("i.id", direction === "desc" ? "<" : ">", after.id);
    const page = toPage(
      await rows.execute(),
      limit,
      ({ id }) => ({ value: "", id }),
      (row) => invitationView(ctx, row),
    );
    return { invitations: page.items, meta: pageMeta(limit, page.nextCursor) };
  },
});

/** Invites somebody to the tenant, by mail, with a role one may give. */
export const invite = command({
  name: "invitation.create",
  permission: "member:manage",
  input: inviteInput,
  async run(ctx, { email, role: asked, scope: within }) {
    const { user } = personOf(ctx);
    const role = await givenRole(ctx, asked);
    const scope = scopeIn(within);
    const { id: tenant, name } = await tenantRow(ctx);
    await refuseKnown(ctx, email);
    const invitation = await insertInvitation(ctx, { tenant, tenantName: name, email, role, scope, by: user });
    ctx.audit({ resource: { type: "invitation", id: invitation }, changes: { email, role, scope } });
    return { invitation: await invitationOf(ctx, invitation) };
  },
});

/** Sends the letter again, with a new link for another seven days; the earlier one is good for nothing any more. */
export const resendInvitation = command({
  name: "invitation.resend",
  permission: "member:manage",
  input: invitationRef,
  async run(ctx, { id }) {
    const { user } = personOf(ctx);
    const { email, role, scope } = await invitationOf(ctx, id);
    await givenRole(ctx, role);
    const { id: tenant, name } = await tenantRow(ctx);
    const { token, ...fresh } = freshLink(ctx);
    await ctx.db.updateTable("invitations").set(fresh).where("id", "=", id).execute();
    await mail(ctx, { tenant, tenantName: name, email, role, scope, by: user, token });
    ctx.audit({ resource: { type: "invitation", id }, changes: { email } });
    return { invitation: await invitationOf(ctx, id) };
  },
});

export const revokeInvitation = command({
  name: "invitation.revoke",
  permission: "member:manage",
  input: invitationRef,
  async run(ctx, { id }) {
    const invitation = await invitationOf(ctx, id);
    await ctx.db.updateTable("invitations").set({ revoked_at: ctx.now }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "invitation", id }, changes: { email: invitation.email } });
    return { invitation };
  },
});

interface Invited {
  tenant: string;
  tenantName: string;
  email: string;
  role: string;
  scope: string | null;
  /** A person's id. */
  by: string;
}

/** Makes an invitation and writes its letter. @throws AppError `rate_limit_exceeded` where that is too many */
export async function insertInvitation(ctx: Ctx, invited: Invited): Promise<string> {
  const id = ctx.id("ivt");
  const { token, ...fresh } = freshLink(ctx);
  const { tenant, email, role, scope, by } = invited;
  const row = { id, tenant_id: tenant, email, role, scope, invited_by: by, created_at: ctx.now };
  await ctx.db
    .insertInto("invitations")
    .values({ ...row, ...fresh, accepted_at: null, revoked_at: null })
    .execute();
  await mail(ctx, { ...invited, token });
  return id;
}

function freshLink(ctx: Ctx) {
  const token = newMailToken();
  return { token, hash: hashToken(token), sent_at: ctx.now, expires_at: new Date(ctx.now.getTime() + LIFETIME_MS) };
}

async function mail(ctx: Ctx, { tenant, tenantName, email, role, by, token }: Invited & { token: string }) {
  const within =
    (await mayWrite(ctx, `invitation ${tenant} ${email}`, SAME_ADDRESS_A_DAY, DAY_MS)) &&
    (await mayWrite(ctx, `invitations ${tenant}`, TENANT_A_DAY, DAY_MS)) &&
    (await mayWrite(ctx, `invited ${email}`, ADDRESS_A_DAY, DAY_MS));
  if (!within) throw new AppError("rate_limit_exceeded", "that was often enough for today; try again tomorrow");
  const inviter = await ctx.db
    .selectFrom("users")
    .select(["name", "operator_roles"])
    .where("id", "=", by)
    .executeTakeFirst();
  const name = inviter && !inviter.operator_roles ? inviter.name : "Our staff";
  const custom = await ctx.db.selectFrom("roles").select("name").where("id", "=", role).executeTakeFirst();
  await writeInvitation(ctx, { to: email, by: name, tenant: tenantName, role: custom?.name ?? role, token });
}

async function refuseKnown(ctx: Ctx, email: string): Promise<void> {
  const taken = (messages: string[]) =>
    new AppError("uniqueness_error", `${email} ${messages[0]}`, { fields: [{ name: "email", messages }] });
  const tenant = tenantOf(ctx);
  const member = await ctx.db
    .selectFrom("memberships")
    .innerJoin("users", "users.id", "memberships.user_id")
    .select("users.id")
    .where("memberships.tenant_id", "=", tenant)
    .where("users.email", "=", email)
    .executeTakeFirst();
  if (member) throw taken(["is a member already"]);
  const open = openInvitations(ctx).select("i.id");
  if (await open.where("i.email", "=", email).executeTakeFirst())
    throw taken(["is invited already; send that letter again"]);
  await requireRoom(ctx, open, { most: OPEN_LIMIT, of: "open invitations", instead: "revoke one first" });
}

/** Neither accepted nor revoked; expired ones are shown, so that they can be sent again. */
const openInvitations = (ctx: Ctx) =>
  ctx.db
    .selectFrom("invitations as i")
    .where("i.tenant_id", "=", tenantOf(ctx))
    .where("i.accepted_at", "is", null)
    .where("i.revoked_at", "is", null);

const shownInvitations = (ctx: Ctx) =>
  openInvitations(ctx)
    .leftJoin("users as u", "u.id", "i.invited_by")
    .leftJoin("roles as r", "r.id", "i.role")
    .select(["r.name as role_name", "i.scope", "i.id", "i.email", "i.role"])
    .select(["i.created_at", "i.sent_at", "i.expires_at", "u.name as by", "u.operator_roles"]);

type Row = Awaited<ReturnType<ReturnType<typeof shownInvitations>["execute"]>>[number];

async function invitationOf(ctx: Ctx, id: string) {
  const row = await shownInvitations(ctx).where("i.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("invitation");
  return invitationView(ctx, row);
}

const invitationView = (ctx: Ctx, row: Row) => ({
  id: row.id,
  email: row.email,
  role: row.role,
  role_name: row.role_name ?? row.role,
  scope: row.scope,
  status: row.expires_at > ctx.now ? ("pending" as const) : ("expired" as const),
  invited_by: row.operator_roles ? null : row.by,
  created: row.created_at.toISOString(),
  sent: row.sent_at.toISOString(),
  expires: row.expires_at.toISOString(),
});
