import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** What is not the internet: a receiver there would be ours, or its owner's neighbour's. IANA's special-purpose registries. */
const NOT_PUBLIC: [network: string, prefix: number, family: "ipv4" | "ipv6"][] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::", 96, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  ["100::", 64, "ipv6"],
  ["2001::", 23, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

const blocked = new BlockList();
for (const [network, prefix, family] of NOT_PUBLIC) blocked.addSubnet(network, prefix, family);

/** Whether an address is one of the internet's. IPv4 in IPv6 is judged as the IPv4 address it is. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !blocked.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Where webhooks and questions to sign-in providers may go. */
export type Reach = "internet" | "anywhere";

/** Why an address cannot be a webhook's; undefined when it can. Names are looked up, and judged, when they are used. */
export function urlProblem(text: string, reach: Reach): string | undefined {
  const url = new URL(text);
  if (url.username || url.password) return "no user name or password: the signature says who sends";
  if (reach === "anywhere") return undefined;
  if (url.protocol !== "https:") return "must be https";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) ? !isPublic(host) : !host.includes(".")) return "not reachable from the internet";
  return undefined;
}

/** Looks a name up for a connection and refuses it where any of its addresses is not the internet's. */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return done(error, []);
    const inside = addresses.find(({ address }) => !isPublic(address));
    if (inside) return done(new Error(`${host} is ${inside.address}, which is not on the internet`), []);
    const [first] = addresses;
    if (options.all || !first) return done(null, addresses);
    done(null, first.address, first.family);
  });
};
