import { z } from "zod";
import { actionShape } from "../action/index.ts";
import { idShape } from "../kernel/shapes.ts";
import { canonicalCidr, cidrProblem, isIpv6Cidr } from "../network/index.ts";

/** As many rules as a list may have. */
export const RULES_LIMIT = 50;
/** Of sources, and of destinations, in one rule: what fits Proxmox's 512 characters. */
const NETWORKS_LIMIT = 10;
/** The kernel's multiport match takes 15 numbers, of which a range is two. */
const PORT_NUMBERS_LIMIT = 15;
/** All networks of a list together. */
const ALL_NETWORKS_LIMIT = 150;

const decision = z.enum(["accept", "drop"]);

const port = z
  .string()
  .regex(/^[1-9]\d{0,4}(-[1-9]\d{0,4})?$/, "not a port like 443 or a range like 8000-8100")
  .refine((text) => text.split("-").every((number) => Number(number) <= 65_535), "a port is at most 65535")
  .refine((text) => {
    const [first, last = first] = text.split("-").map(Number);
    return (first ?? 0) <= (last ?? 0);
  }, "a range begins with its smaller port")
  .meta({ example: "443" });

const cidr = z
  .string()
  .max(50)
  .superRefine((text, context) => {
    const message = cidrProblem(text);
    if (message) context.addIssue({ code: "custom", message });
  })
  .transform((text) => (cidrProblem(text) ? text : canonicalCidr(text)))
  .meta({ example: "192.0.2.0/24" });

const networks = z.array(cidr).max(NETWORKS_LIMIT).default([]);

/** Whether a list has networks of that IP version; an empty one has all. */
const reaches = (list: string[], six: boolean) => list.length === 0 || list.some((one) => isIpv6Cidr(one) === six);

export const ruleShape = z
  .strictObject({
    direction: z.enum(["in", "out"]),
    protocol: z.enum(["tcp", "udp", "icmp", "icmpv6", "any"]),
    ports: z
      .array(port)
      .default([])
      .describe("Ports and ranges, for tcp and udp; none: all. The server's for `in`, the other side's for `out`."),
    sources: networks.describe("Networks, IPv4 and IPv6; none: anywhere."),
    destinations: networks.describe("Networks, IPv4 and IPv6; none: anywhere."),
    action: decision,
    description: z
      .string()
      .max(60)
      .refine((text) => !/\p{Cc}/u.test(text), "holds control characters")
      .default("")
      .meta({ example: "Web" }),
  })
  .superRefine(({ protocol, ports, sources, destinations }, context) => {
    const problem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (ports.length > 0 && protocol !== "tcp" && protocol !== "udp") problem("ports", "only tcp and udp have ports");
    if (ports.reduce((sum, text) => sum + text.split("-").length, 0) > PORT_NUMBERS_LIMIT)
      problem("ports", `at most ${PORT_NUMBERS_LIMIT} ports, of which a range counts as two`);
    const wrong = protocol === "icmp" ? isIpv6Cidr : protocol === "icmpv6" ? (one: string) => !isIpv6Cidr(one) : null;
    for (const [path, list] of [["sources", sources] as const, ["destinations", destinations] as const])
      if (wrong && list.some(wrong)) problem(path, `${protocol} has IPv${protocol === "icmp" ? 4 : 6} networks only`);
    const both = [true, false].some((six) => [sources, destinations].every((list) => reaches(list, six)));
    if (!both) problem("destinations", "sources and destinations have no IP version in common");
  })
  .meta({ id: "FirewallRule" });
export type FirewallRule = z.output<typeof ruleShape>;

const settings = {
  rules: z
    .array(ruleShape)
    .max(RULES_LIMIT)
    .refine(
      (rules) =>
        rules.reduce((sum, rule) => sum + rule.sources.length + rule.destinations.length, 0) <= ALL_NETWORKS_LIMIT,
      `at most ${ALL_NETWORKS_LIMIT} networks in all rules together`,
    )
    .describe("In order: the first rule that matches decides."),
  default_in: decision.describe("What becomes of incoming traffic that no rule matches."),
  default_out: decision.describe("What becomes of outgoing traffic that no rule matches."),
};
const settingsShape = z.object(settings);
export type FirewallSettings = z.output<typeof settingsShape>;

export const setFirewallInput = z.strictObject({ id: idShape("srv"), ...settings });

export const firewallShape = z
  .object({
    ...settings,
    rules: z.array(ruleShape).describe("In order: the first rule that matches decides."),
    above: z
      .array(z.object({ name: z.string(), description: z.string() }))
      .describe("What our own rules do before yours are asked. It cannot be changed."),
    smtp_open: z.boolean().describe("Whether outgoing mail (TCP port 25) is open. Support opens it."),
  })
  .meta({ id: "Firewall" });
export type FirewallView = z.input<typeof firewallShape>;

export const firewallAnswer = z.object({ firewall: firewallShape });
export const firewallActionAnswer = z.object({ firewall: firewallShape, action: actionShape });

export const setSmtpInput = z.strictObject({
  id: idShape("srv"),
  open: z.boolean().describe("Whether it may send to TCP port 25."),
  reason: z.string().min(3).max(500).describe("Kept in the audit trail."),
});
