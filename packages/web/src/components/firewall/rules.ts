import type { FirewallSettings } from "@/lib/api/network.ts";
import type { FirewallRule } from "@/lib/api/shapes.ts";

export type Rule = FirewallRule;
export type Settings = FirewallSettings;

/** What can be changed of a firewall. */
export const settingsOf = ({ rules, default_in, default_out }: Settings): Settings => ({
  rules,
  default_in,
  default_out,
});

const PROTOCOLS: Record<Rule["protocol"], string> = {
  tcp: "TCP",
  udp: "UDP",
  icmp: "ICMP",
  icmpv6: "ICMPv6",
  any: "Anything",
};
export const protocolTitle = (protocol: Rule["protocol"]): string => PROTOCOLS[protocol];

export const matchText = ({ protocol, ports }: Rule): string =>
  ports.length > 0 ? `${PROTOCOLS[protocol]} ${ports.join(", ")}` : PROTOCOLS[protocol];
export const networksText = (networks: string[]): string => (networks.length > 0 ? networks.join(", ") : "anywhere");

/** A rule as a sentence: "Accept TCP 22 in from anywhere". */
export function ruleText(rule: Rule): string {
  const verb = rule.action === "accept" ? "Accept" : "Drop";
  const from = rule.direction === "in" || rule.sources.length > 0 ? ` from ${networksText(rule.sources)}` : "";
  const to = rule.direction === "out" || rule.destinations.length > 0 ? ` to ${networksText(rule.destinations)}` : "";
  return `${verb} ${matchText(rule)} ${rule.direction}${from}${to}`;
}

const accept = (protocol: Rule["protocol"], ports: string[], description: string): Rule => ({
  direction: "in",
  protocol,
  ports,
  sources: [],
  destinations: [],
  action: "accept",
  description,
});
const SSH = accept("tcp", ["22"], "SSH");
const PING = [accept("icmp", [], "Ping"), accept("icmpv6", [], "Ping and path MTU over IPv6")];

/** Lists to start from. */
export const TEMPLATES: { name: string; hint: string; settings: Settings }[] = [
  {
    name: "SSH and web",
    hint: "In: SSH, HTTP, HTTPS and ping. Out: everything.",
    settings: {
      rules: [SSH, accept("tcp", ["80", "443"], "Web"), accept("udp", ["443"], "HTTP/3"), ...PING],
      default_in: "drop",
      default_out: "accept",
    },
  },
  {
    name: "SSH only",
    hint: "In: SSH and ping. Out: everything.",
    settings: { rules: [SSH, ...PING], default_in: "drop", default_out: "accept" },
  },
  {
    name: "Mail server",
    hint: "In: SSH, SMTP, submission, IMAP and ping. Out: everything, but port 25 until support opens it.",
    settings: {
      rules: [SSH, accept("tcp", ["25", "465", "587", "993"], "Mail"), ...PING],
      default_in: "drop",
      default_out: "accept",
    },
  },
  {
    name: "Everything open",
    hint: "No rules of yours. What the server’s own system lets in is up to it.",
    settings: { rules: [], default_in: "accept", default_out: "accept" },
  },
];

/** Whether somebody from anywhere at all could still reach SSH, as far as the list alone says. */
export function keepsSsh({ rules, default_in }: Settings): boolean {
  const reaches = rules.find(
    ({ direction, protocol, ports, sources, destinations, action }) =>
      direction === "in" &&
      (protocol === "tcp" || protocol === "any") &&
      (ports.length === 0 || ports.some(covers22)) &&
      // One that lets some in is enough; one that keeps some out is not all.
      (action === "accept" || (sources.length === 0 && destinations.length === 0)),
  );
  return (reaches?.action ?? default_in) === "accept";
}
function covers22(port: string): boolean {
  const [first, last = first] = port.split("-").map(Number);
  return (first ?? 0) <= 22 && 22 <= (last ?? 0);
}
