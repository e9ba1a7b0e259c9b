import { isIP, isIPv4 } from "node:net";

/** The address as a number. @param address IPv4 or IPv6, known to be one */
function numberOf(address: string): bigint {
  if (isIPv4(address)) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = "", tail] = compressed(address).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function textOf(value: bigint, version: 4 | 6): string {
  const parts = (count: number, bits: bigint) =>
    Array.from({ length: count }, (_, index) => (value >> (BigInt(count - 1 - index) * bits)) & ((1n << bits) - 1n));
  if (version === 4) return parts(4, 8n).join(".");
  return compressed(
    parts(8, 16n)
      .map((group) => group.toString(16))
      .join(":"),
  );
}

/** RFC 5952, which the URL standard's serialisation is. */
const compressed = (ipv6: string): string => new URL(`http://[${ipv6}]/`).hostname.slice(1, -1);

/** One spelling for each address. @param address IPv4 or IPv6, known to be one */
export const canonicalAddress = (address: string): string => (isIPv4(address) ? address : compressed(address));

/** What is wrong with a network in CIDR notation, for the one who wrote it; undefined: nothing. */
export function cidrProblem(text: string): string | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || address.includes("%") || rest.length > 0)
    return "not an IP address or network like 192.0.2.0/24 or 2001:db8::/32";
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  if (bits !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(bits) || length > most))
    return `the length of its prefix is not between 0 and ${most}`;
  const free = BigInt(most - length);
  const value = numberOf(address);
  const first = (value >> free) << free;
  return first === value
    ? undefined
    : `not the first address of a network; is ${textOf(first, version)}/${length} meant?`;
}

/** One spelling for each network, its prefix always there. @param text without a problem */
export function canonicalCidr(text: string): string {
  const [address = "", bits] = text.split("/");
  return `${canonicalAddress(address)}/${Number(bits ?? (isIPv4(address) ? 32 : 128))}`;
}

export const isIpv6Cidr = (cidr: string): boolean => cidr.includes(":");
