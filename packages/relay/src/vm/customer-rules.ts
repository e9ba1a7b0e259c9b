import type { CustomerFirewall } from "@hostwright/core/server/jobs";
import type { FirewallRule } from "../proxmox/answers.ts";
import { canonical } from "./address.ts";

/** A customer's rule as Proxmox takes it; by its comment it is known again, with its place in the list. */
export interface WantedRule {
  type: "in" | "out";
  action: "ACCEPT" | "DROP";
  proto: string | undefined;
  dport: string | undefined;
  source: string | undefined;
  dest: string | undefined;
  comment: string;
}

const MARK = /^hostwright: customer rule (\d+)$/;

/** From 1; undefined for a rule that is not the customer's. */
export function placeOf(rule: FirewallRule): number | undefined {
  const [, place] = MARK.exec(rule.comment?.trim() ?? "") ?? [];
  return place === undefined ? undefined : Number(place);
}
export const isCustomers = (rule: FirewallRule): boolean => placeOf(rule) !== undefined;

/** In order. Proxmox refuses IPv4 and IPv6 in one rule: one that names both becomes two. */
export function render({ rules }: CustomerFirewall): WantedRule[] {
  return rules
    .flatMap((rule) =>
      versionsOf(rule).map((six) => ({
        type: rule.direction,
        action: rule.action === "accept" ? ("ACCEPT" as const) : ("DROP" as const),
        proto: rule.protocol === "any" ? undefined : rule.protocol,
        dport: rule.ports.length > 0 ? rule.ports.join(",").replaceAll("-", ":") : undefined,
        source: listed(rule.sources, six),
        dest: listed(rule.destinations, six),
      })),
    )
    .map((rule, index) => ({ ...rule, comment: `hostwright: customer rule ${index + 1}` }));
}

type Rule = CustomerFirewall["rules"][number];
/** Whether IPv6, for each version in which the rule can match; undefined: it names no network. */
function versionsOf({ sources, destinations }: Rule): (boolean | undefined)[] {
  const named = [sources, destinations].filter((list) => list.length > 0);
  if (named.length === 0) return [undefined];
  return [false, true].filter((six) => named.every((list) => list.some((cidr) => isSix(cidr) === six)));
}

const isSix = (cidr: string) => cidr.includes(":");
function listed(cidrs: string[], six: boolean | undefined): string | undefined {
  const those = six === undefined ? [] : cidrs.filter((cidr) => isSix(cidr) === six);
  return those.length > 0 ? those.join(",") : undefined;
}

/** Whether a rule of the VM says exactly that, enabled or not. */
export function says(rule: FirewallRule, wanted: WantedRule): boolean {
  return (
    rule.comment?.trim() === wanted.comment &&
    rule.type === wanted.type &&
    rule.action === wanted.action &&
    text(rule.proto) === wanted.proto &&
    text(rule.dport) === wanted.dport &&
    sameNetworks(text(rule.source), wanted.source) &&
    sameNetworks(text(rule.dest), wanted.dest) &&
    ["sport", "iface", "macro", "icmp-type"].every((limit) => rule[limit] === undefined)
  );
}

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

const sameNetworks = (one: string | undefined, other: string | undefined): boolean =>
  spelt(one).join(",") === spelt(other).join(",");
const spelt = (list: string | undefined): string[] => (list === undefined ? [] : list.split(",").map(canonical).sort());
