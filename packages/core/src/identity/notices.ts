import type { Ctx } from "../kernel/index.ts";
import { dashboardUrl, sendNotice } from "../notice/index.ts";
import { deviceOf, deviceWords } from "./device.ts";

interface To {
  email: string;
}

/** Where and with what, as a letter says it. */
function circumstances({ now, origin }: Ctx): string {
  const device = deviceWords(deviceOf(origin?.userAgent ?? null));
  const place = origin ? `${origin.address}${origin.country ? ` (${origin.country})` : ""}` : "an unknown address";
  return `It was ${device}, from ${place}, at ${now.toISOString().slice(0, 16).replace("T", " ")} UTC.`;
}

const NOT_YOU = "If this was not you, change your password and end the sessions you do not know.";
const security = (ctx: Ctx) => ({ label: "Look at your sessions", url: dashboardUrl(ctx, "/account/security") });

export function newSignIn(ctx: Ctx, { email }: To): void {
  sendNotice(ctx, {
    to: email,
    subject: "A new sign-in to your account",
    lines: ["Somebody signed in to your account from a device or place we had not seen.", circumstances(ctx), NOT_YOU],
    link: security(ctx),
  });
}

export function recoveryUsed(ctx: Ctx, { email }: To): void {
  sendNotice(ctx, {
    to: email,
    subject: "A recovery code was used",
    lines: ["Somebody signed in to your account with a recovery code.", circumstances(ctx), NOT_YOU],
    link: security(ctx),
  });
}

/** A factor was added or removed: `what` is "An authenticator app was added". */
export function factorChanged(ctx: Ctx, { email }: To, what: string): void {
  sendNotice(ctx, {
    to: email,
    subject: what,
    lines: [`${what} on your account.`, circumstances(ctx), NOT_YOU],
    link: security(ctx),
  });
}

export function sessionStolen(ctx: Ctx, { email }: To): void {
  sendNotice(ctx, {
    to: email,
    subject: "One of your sessions was ended",
    lines: [
      "A token of one of your sessions was used a second time. That is what happens when somebody has copied it, so the session was ended for everybody who held it.",
      circumstances(ctx),
      "Sign in again. If you do not know why this happened, change your password.",
    ],
    link: security(ctx),
  });
}
