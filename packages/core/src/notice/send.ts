import { z } from "zod";
import type { Ctx } from "../kernel/index.ts";
import { sealForUs } from "../kernel/seal.ts";

/** The event that wakes the function that posts letters. It says nothing else: the bus keeps events for months. */
export const MAIL_DUE = "notice.due";

const SUBJECT_LIMIT = 150;
const address = z.email().max(254);

export interface Link {
  label: string;
  /** Of the dashboard (`dashboardUrl`). */
  url: string;
  /** From `secretLink`. */
  sealedToken?: string;
}

export interface Notice {
  /** An e-mail address, one. */
  to: string;
  subject: string;
  /** Paragraphs of plain text, as a good host would write them. */
  lines: string[];
  link?: Link;
}

/**
 * Writes to a person, by mail. It leaves with the transaction, at least once. An address that is none is left out with a
 * line in the log: what was imported may hold anything.
 */
export function sendNotice(ctx: Ctx, { to, subject, lines, link }: Notice): void {
  if (!address.safeParse(to).success) {
    ctx.log.warn("no letter: not an e-mail address", { request_id: ctx.requestId, subject });
    return;
  }
  ctx.send({
    topic: "mail",
    to,
    subject: oneLine(subject),
    lines,
    link: link ? { label: link.label, url: link.url, token: link.sealedToken ?? null } : null,
  });
  wakePost(ctx);
}

/** Has the post look for letters. On its own, it makes a command that writes to nobody last as long as one that does. */
export function wakePost(ctx: Ctx): void {
  ctx.send({ topic: "event", type: MAIL_DUE, tenant: null, payload: {} });
}

/** A page of the dashboard, for links. */
export const dashboardUrl = (ctx: Ctx, path: `/${string}`): string =>
  new URL(path, ctx.app.config.HOSTWRIGHT_DASHBOARD_URL).href;

/** A link that carries a token: in the outbox it is sealed, in the URL it is the fragment, which no server logs. */
export async function secretLink(ctx: Ctx, label: string, path: `/${string}`, token: string): Promise<Link> {
  return {
    label,
    url: dashboardUrl(ctx, path),
    sealedToken: await sealForUs(ctx.app.config.HOSTWRIGHT_SEAL_KEY, token),
  };
}

/** Names that people have chosen end up in subjects: whatever could begin another header becomes a blank. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > SUBJECT_LIMIT ? `${line.slice(0, SUBJECT_LIMIT - 1)}…` : line;
}
