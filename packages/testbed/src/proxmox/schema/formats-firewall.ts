import { isIP, isIPv4, isIPv6 } from "node:net";
import { FormatError, type Validator } from "./format.ts";

/** Formats of firewall rules and address sets, after PVE/Firewall.pm (pve-firewall). */
const NAME = "[A-Za-z][A-Za-z0-9\\-_]+";
const ALIAS = new RegExp(`^(dc/|guest/)?${NAME}$`);

export function isAddressOrNetwork(value: string): boolean {
  const [ip = "", bits, ...rest] = value.split("/");
  if (rest.length > 0 || isIP(ip) === 0) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (isIPv4(ip) ? 32 : 128));
}

const addressOrNetwork: Validator = (value) => {
  if (!isAddressOrNetwork(value)) throw new FormatError("value does not look like a valid IP address or CIDR network");
};

/** IP version of a list of addresses, networks or one range; none for a reference to a set or an alias. */
export function addressListVersion(text: string): 4 | 6 | undefined {
  if (/^\+\S+$/.test(text)) {
    if (text.length > 65) throw new FormatError("ipset name too long");
    return undefined;
  }
  if (ALIAS.test(text)) {
    if (text.length > 64) throw new FormatError("alias name too long");
    return undefined;
  }
  const elements = text.split(",");
  if (elements.some((element) => element === "")) throw new FormatError("extraneous commas in list");
  let version: 4 | 6 | undefined;
  for (const element of elements) {
    const ends = element.split("-");
    const valid = ends.length === 2 ? ends.every((end) => isIP(end) > 0) : isAddressOrNetwork(element);
    if (!valid) throw new FormatError(`invalid IP address: invalid address ${element}`);
    const found = isIPv6(element.split(/[-/]/)[0] ?? "") ? 6 : 4;
    if (version && version !== found)
      throw new FormatError(`detected mixed ipv4/ipv6 addresses in address list '${text}'`);
    version = found;
  }
  if (elements.length > 1 && elements.some((element) => element.includes("-")))
    throw new FormatError("you can't use a range in a list");
  return version;
}

/** The names of /etc/services and /etc/protocols that rules are likely to use; the real lists are longer. */
const SERVICES = new Set(
  "ftp-data ftp ssh telnet smtp domain bootps bootpc tftp http pop3 sunrpc ntp imap2 snmp bgp ldap https submissions submission ldaps imaps pop3s mysql ms-wbt-server postgresql rsync openvpn sip http-alt".split(
    " ",
  ),
);
const PROTOCOLS = new Set(
  "ip icmp igmp ggp ipencap st tcp egp igp udp dccp ipv6 gre esp ah ipv6-icmp icmpv6 ospf ipip vrrp l2tp sctp udplite".split(
    " ",
  ),
);

const ICMP_TYPES = new Set(
  "any echo-reply destination-unreachable network-unreachable host-unreachable protocol-unreachable port-unreachable fragmentation-needed source-route-failed network-unknown host-unknown network-prohibited host-prohibited TOS-network-unreachable TOS-host-unreachable communication-prohibited host-precedence-violation precedence-cutoff source-quench redirect network-redirect host-redirect TOS-network-redirect TOS-host-redirect echo-request router-advertisement router-solicitation time-exceeded ttl-zero-during-transit ttl-zero-during-reassembly parameter-problem ip-header-bad required-option-missing timestamp-request timestamp-reply address-mask-request address-mask-reply no-route beyond-scope address-unreachable failed-policy reject-route packet-too-big bad-header unknown-header-type unknown-option neighbour-solicitation neighbour-advertisement".split(
    " ",
  ),
);

function ports(text: string, icmpToo: boolean): void {
  const items = text.split(",");
  if (items.some((item) => item === "")) throw new FormatError("extraneous commas in list");
  let count = 0;
  for (const item of items) {
    const range = /^(\d+):(\d+)$/.exec(item);
    for (const port of range ? [range[1], range[2]] : /^\d+$/.test(item) ? [item] : []) {
      if (Number(port) > 65535) throw new FormatError(`invalid port '${port}'`);
      count += 1;
    }
    if (range && Number(range[1]) > Number(range[2]))
      throw new FormatError(
        `backwards range '${range[1]}:${range[2]}' not allowed, did you mean '${range[2]}:${range[1]}'?`,
      );
    if (!/^\d+(:\d+)?$/.test(item) && !SERVICES.has(item) && !(icmpToo && ICMP_TYPES.has(item)))
      throw new FormatError(`invalid port '${item}'`);
  }
  if (count > 15) throw new FormatError("too many entries in port list (> 15 numbers)");
}

export const firewallFormats: Readonly<Record<string, Validator>> = {
  IPorCIDR: addressOrNetwork,
  IPorCIDRorAlias: (value) => {
    if (!ALIAS.test(value)) addressOrNetwork(value);
  },
  "pve-fw-addr-spec": (value) => void addressListVersion(value),
  "pve-fw-sport-spec": (value) => ports(value, false),
  "pve-fw-dport-spec": (value) => ports(value, true),
  "pve-fw-protocol-spec": (value) => {
    if (value && !PROTOCOLS.has(value) && !(/^\d+$/.test(value) && Number(value) < 256))
      throw new FormatError(`unknown protocol '${value}'`);
  },
  "pve-fw-icmp-type-spec": (value) => {
    if (value !== "" && !ICMP_TYPES.has(value)) throw new FormatError(`invalid icmp-type value '${value}'`);
  },
};
