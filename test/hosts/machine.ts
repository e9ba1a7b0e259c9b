import { join } from "node:path";
import { whyNot } from "@hostwright/testbed/proxmox/backend/nspawn/index";

/** Keeps the Debian that guests start from between runs. */
export const HOSTS = join(import.meta.dirname, "../../.data/hosts");

const BOOTING = {
  "systemd-nspawn": "systemd-container",
  mmdebstrap: "mmdebstrap",
  ip: "iproute2",
  nsenter: "util-linux",
  unshare: "util-linux",
  flock: "util-linux",
  mount: "mount",
  script: "bsdutils",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
};
const VPN = { ip: "iproute2", wg: "wireguard-tools", "wireguard-go": "wireguard-go" };

/**
 * Why this machine cannot run such tests; nothing where it can.
 * @throws Error instead with CI=true, where nothing may be skipped
 */
export function lacking(what: "booting" | "vpn"): string | undefined {
  const reason = whyNot(what === "vpn" ? VPN : BOOTING);
  if (reason && process.env.CI === "true") throw new Error(`${reason}, and with CI=true no test may be skipped`);
  return reason;
}

/** The name of a suite with why it is skipped. */
export const named = (name: string, reason: string | undefined) => (reason ? `${name} (skipped: ${reason})` : name);
