import type { Ctx } from "../kernel/index.ts";
import { dashboardUrl, secretLink, sendNotice } from "../notice/index.ts";

/** Every letter about accounts, as a good host writes them: what happened, what to do, and what if it was not you. */

const NOT_YOU = "If you did not ask for this, you can leave this letter alone: nothing happens without the link.";

export async function writeRegistration(ctx: Ctx, to: string, token: string): Promise<void> {
  sendNotice(ctx, {
    to,
    subject: "Confirm your e-mail address",
    lines: [
      "Hello,",
      "somebody, most likely you, wants to open an account with this e-mail address. The link below leads on; it works once, within 24 hours.",
      NOT_YOU,
    ],
    link: await secretLink(ctx, "Open your account", "/register/complete", token),
  });
}

export function writeKnownAlready(ctx: Ctx, to: string): void {
  sendNotice(ctx, {
    to,
    subject: "You have an account already",
    lines: [
      "Hello,",
      "somebody, most likely you, wanted to open an account with this e-mail address. There is one already: sign in with it, or ask for a new password if you have forgotten yours.",
      "If it was not you, there is nothing to do: nothing about your account has changed, and nobody was told that it exists.",
    ],
    link: { label: "Sign in", url: dashboardUrl(ctx, "/sign-in") },
  });
}

export function writeWelcome(ctx: Ctx, to: string, name: string, tenant: string, underReview: boolean): void {
  sendNotice(ctx, {
    to,
    subject: underReview ? "Your account is open; we look at your first orders" : "Welcome",
    lines: [
      `Hello ${name},`,
      underReview
        ? `your account for ${tenant} is open. Before the first server can be ordered, somebody of our staff has a look; you get a letter as soon as that is done.`
        : `your account for ${tenant} is open. Order your first server whenever you like: it is up within a minute.`,
    ],
    link: { label: "Open the dashboard", url: dashboardUrl(ctx, "/servers") },
  });
}

export async function writeReset(ctx: Ctx, to: string, name: string, token: string): Promise<void> {
  sendNotice(ctx, {
    to,
    subject: "Set a new password",
    lines: [
      `Hello ${name},`,
      "you asked for a new password. The link below lets you set one; it works once, within an hour. Your present password stays valid until then.",
      NOT_YOU,
    ],
    link: await secretLink(ctx, "Set a new password", "/reset-password/complete", token),
  });
}

export function writePasswordChanged(ctx: Ctx, to: string, name: string): void {
  sendNotice(ctx, {
    to,
    subject: "Your password was changed",
    lines: [
      `Hello ${name},`,
      `your password was changed at ${moment(ctx)}. Whoever was signed in elsewhere has to sign in again.`,
      "If it was not you, set a new password at once with the link below, and write to our support.",
    ],
    link: { label: "Set a new password", url: dashboardUrl(ctx, "/reset-password") },
  });
}

export async function writeToOldAddress(ctx: Ctx, to: string, name: string, wanted: string, token: string) {
  sendNotice(ctx, {
    to,
    subject: "Confirm that your e-mail address changes",
    lines: [
      `Hello ${name},`,
      `you asked for your account's address to become ${wanted}. Confirm it here, and with the link in the letter to the new address; both work once, within 24 hours.`,
      "If it was not you, do not confirm, and change your password: whoever asked for it knows it.",
    ],
    link: await secretLink(ctx, "Confirm the change", "/confirm-email/old", token),
  });
}

export async function writeToNewAddress(ctx: Ctx, to: string, name: string, token: string): Promise<void> {
  sendNotice(ctx, {
    to,
    subject: "Confirm your new e-mail address",
    lines: [
      "Hello,",
      `${name} wants to use this address for their account. Confirm it with the link below, which works once, within 24 hours. The present address has to confirm as well.`,
      NOT_YOU,
    ],
    link: await secretLink(ctx, "Confirm this address", "/confirm-email/new", token),
  });
}

export function writeAddressTaken(ctx: Ctx, to: string): void {
  sendNotice(ctx, {
    to,
    subject: "This address has an account of its own",
    lines: [
      "Hello,",
      "somebody, most likely you, wanted to move another account to this e-mail address. It has an account already, so it cannot be used for a second one. Nothing has changed.",
    ],
  });
}

export function writeAddressChanged(ctx: Ctx, to: string, name: string, now: string): void {
  sendNotice(ctx, {
    to,
    subject: "Your e-mail address was changed",
    lines: [
      `Hello ${name},`,
      `your account's address has been ${now} since ${moment(ctx)}. From now on you sign in with it, and letters go there.`,
      "If it was not you, write to our support from this address.",
    ],
  });
}

export interface Inviting {
  to: string;
  by: string;
  tenant: string;
  role: string;
  token: string;
}

export async function writeInvitation(ctx: Ctx, { to, by, tenant, role, token }: Inviting): Promise<void> {
  sendNotice(ctx, {
    to,
    subject: `${by} invites you to ${tenant}`,
    lines: [
      "Hello,",
      `${by} would like you to join ${tenant}, as ${role}. The link below shows the invitation; it works once, within seven days.`,
      "If you do not know what this is about, you can leave this letter alone.",
    ],
    link: await secretLink(ctx, "Look at the invitation", "/invitation", token),
  });
}

export function writeRemoved(ctx: Ctx, to: string, name: string, tenant: string): void {
  sendNotice(ctx, {
    to,
    subject: `You are no longer a member of ${tenant}`,
    lines: [
      `Hello ${name},`,
      `you were removed from ${tenant}, and its servers are closed to you. Your account itself stays as it is. If that is a mistake, ask the owner of ${tenant}.`,
      ...(ctx.app.config.HOSTWRIGHT_REGISTRATION === "open"
        ? ["Are you in no other tenant? Create an account with this same address, and you have one of your own."]
        : []),
    ],
  });
}

/** What an operator may do has changed: whoever did not expect it should ask. */
export function writeStaffRoles(
  ctx: Ctx,
  { email, name }: { email: string; name: string },
  before: readonly string[],
  after: readonly string[],
): void {
  const named = (roles: readonly string[]) => roles.join(", ") || "none";
  sendNotice(ctx, {
    to: email,
    subject: "Your operator roles were changed",
    lines: [
      `Hello ${name},`,
      `an admin changed your roles as an operator from ${named(before)} to ${named(after)}. It counts from now on.`,
      "If you did not expect this, ask an admin.",
    ],
  });
}

export function writeTenantWaits(ctx: Ctx, to: string, tenant: string): void {
  sendNotice(ctx, {
    to,
    subject: `A new tenant waits for approval: ${tenant}`,
    lines: [`${tenant} has signed up, and can order nothing until somebody of you has approved it.`],
    link: { label: "Look at it", url: dashboardUrl(ctx, "/operator/tenants?status=pending_review") },
  });
}

export function writeDecision(ctx: Ctx, to: string, name: string, tenant: string, reason: string | null): void {
  sendNotice(
    ctx,
    reason === null
      ? {
          to,
          subject: "Your account is approved",
          lines: [`Hello ${name},`, `we have had a look at ${tenant}, and all is well: you can order servers now.`],
          link: { label: "Order a server", url: dashboardUrl(ctx, "/servers/new") },
        }
      : {
          to,
          subject: "We cannot take your account",
          lines: [
            `Hello ${name},`,
            `we have had a look at ${tenant}, and cannot take it as a customer:`,
            reason,
            "If you think that we are mistaken, answer to our support.",
          ],
        },
  );
}

const moment = (ctx: Ctx): string => `${ctx.now.toISOString().slice(0, 16).replace("T", " ")} UTC`;
