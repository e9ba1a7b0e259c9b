import { isIPv6 } from "node:net";

/** One spelling for each address or network: lower case, IPv6 compressed, no `/32` or `/128`, as Proxmox shows them. */
export function canonical(cidr: string): string {
  const [address = "", prefix] = cidr.trim().toLowerCase().split("/", 2);
  const plain = isIPv6(address) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
  const host = prefix === undefined || prefix === (isIPv6(address) ? "128" : "32");
  return host ? plain : `${plain}/${prefix}`;
}

/** The link-local address a guest derives from its MAC (RFC 4291, appendix A: EUI-64). */
export function linkLocal(mac: string): string {
  const bytes = mac.split(":").map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  return canonical(`fe80::${group(a ^ 2, b)}:${group(c, 0xff)}:${group(0xfe, d)}:${group(e, f)}`);
}
