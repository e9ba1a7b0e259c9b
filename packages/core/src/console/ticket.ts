import { createHash, randomBytes } from "node:crypto";
import type { Side } from "./frames.ts";

const PREFIX: Record<Side, string> = { browser: "cnb_", relay: "cnr_" };

/** A ticket for one connection of one side: the text is given away once, its hash is kept. */
export function newTicket(side: Side): { ticket: string; hash: string } {
  const ticket = PREFIX[side] + randomBytes(32).toString("base64url");
  return { ticket, hash: hashTicket(ticket) };
}

export const hashTicket = (ticket: string): string => createHash("sha256").update(ticket).digest("base64url");

/** Whose ticket it is; undefined where it is none. */
export function sideOf(ticket: string): Side | undefined {
  if (!/^cn[br]_[A-Za-z0-9_-]{43}$/.test(ticket)) return undefined;
  return ticket.startsWith(PREFIX.browser) ? "browser" : "relay";
}
