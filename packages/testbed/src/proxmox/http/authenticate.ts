import type { IncomingMessage } from "node:http";
import type { AccessControl } from "../access/control.ts";
import type { Tickets } from "../access/tickets.ts";

export interface Identity {
  /** Nobody yet, for the calls that need no one. */
  user: string | undefined;
  byToken: boolean;
}

/** Why a request is refused with 401; the reason is in the status line only. */
export class Unauthorised extends Error {}

const OPEN = new Set(["GET /access/domains", "GET /access/ticket", "POST /access/ticket", "POST /access/vncticket"]);

/** A value out of `Name=value`, as cookies and the Authorization header carry it. */
function credential(header: string | undefined, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}(?:=| )([^;]*)`).exec(header ?? "")?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

/** Who is asking (PVE/HTTPServer.pm, auth_handler). @throws Unauthorised */
export function authenticate(
  request: IncomingMessage,
  method: string,
  path: string,
  access: AccessControl,
  tickets: Tickets,
): Identity {
  const { cookie, authorization } = request.headers;
  const ticket = credential(cookie, "PVEAuthCookie") ?? credential(authorization, "PVEAuthCookie");
  if (OPEN.has(`${method} ${path}`))
    return { user: undefined, byToken: !ticket && credential(authorization, "PVEAPIToken") !== undefined };
  if (!ticket) {
    const token = credential(authorization, "PVEAPIToken");
    if (!token) throw new Unauthorised("No ticket");
    const [, id = "", secret] = /^([^=]+)=(.*)$/.exec(token) ?? [];
    const account = access.accounts.get(id);
    if (!id.includes("!") || !account?.enabled || account.secret !== secret || secret === "")
      throw new Unauthorised("Authentication failed!");
    return { user: id, byToken: true };
  }
  const user = tickets.user(ticket);
  if (!user || !access.accounts.get(user)?.enabled) throw new Unauthorised("Authentication failed!");
  if (method !== "GET") {
    const csrf = request.headers.csrfpreventiontoken;
    if (typeof csrf !== "string" || !tickets.isCsrf(csrf, user))
      throw new Unauthorised("Permission denied - invalid csrf token");
  }
  return { user, byToken: false };
}
