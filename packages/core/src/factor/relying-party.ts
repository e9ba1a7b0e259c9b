import type { Config } from "../kernel/index.ts";

/** Whom passkeys are made for: the dashboard's host, and the pages that may use them. */
export interface RelyingParty {
  id: string;
  origin: string;
  name: string;
}

const LOOPBACK = new Set(["127.0.0.1", "[::1]"]);

/** From the dashboard's address. Browsers make passkeys for names only: on one machine, for `localhost`. */
export function relyingParty({ HOSTWRIGHT_DASHBOARD_URL }: Config): RelyingParty {
  const url = new URL(HOSTWRIGHT_DASHBOARD_URL);
  if (LOOPBACK.has(url.hostname)) url.hostname = "localhost";
  return { id: url.hostname, origin: url.origin, name: "Hostwright" };
}
