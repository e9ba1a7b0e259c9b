import type { CustomerFirewall } from "@hostwright/core/server/jobs";
import { JobFailure } from "../errors.ts";
import type { JobContext } from "../jobs/context.ts";
import type { FirewallOptions, FirewallRule } from "../proxmox/answers.ts";
import { canonical, linkLocal } from "./address.ts";
import { isCustomers, render } from "./customer-rules.ts";
import type { Vm } from "./power.ts";
import { replaceRules } from "./replace-rules.ts";

/**
 * A VM may send from its own MAC and addresses only, and may not hand out addresses or routes: Proxmox asks these before
 * any rule. The rest is the customer's to decide, below the rules of ours.
 */
const OPTIONS = {
  enable: true,
  dhcp: false,
  radv: false,
  ndp: true,
  macfilter: true,
  ipfilter: true,
} as const satisfies FirewallOptions;

/** Proxmox takes a set of this name as the addresses that `net0` may use. */
const FILTER = "ipfilter-net0";

/** By its comment our rule is known again. */
const SMTP_COMMENT = "hostwright: outgoing mail is closed";

export interface NetworkSafety {
  mac: string;
  ipv4: { address: string } | null;
  ipv6: { network: string; prefix: number } | null;
  /** More addresses and networks, in CIDR notation. */
  extra_addresses: readonly string[];
  smtp_open: boolean;
  firewall: CustomerFirewall;
}

/**
 * Makes the VM's firewall say what it should. At no moment does it let through what neither the state before nor the
 * one asked for lets through.
 * @returns how many rules there are that are neither ours nor the customer's
 */
export async function keepSafe(ctx: JobContext, vm: Vm, safety: NetworkSafety): Promise<{ foreign_rules: number }> {
  const cluster = await ctx.read("GET /cluster/firewall/options", {});
  if (!cluster.enable) throw new JobFailure("cluster_firewall_off", "cluster firewall option 'enable' is 0");
  await allowAddresses(ctx, vm, allowed(safety));
  await closeSmtp(ctx, vm, !safety.smtp_open);
  const rules = await replaceRules(ctx, vm, render(safety.firewall), () => setOptions(ctx, vm, safety.firewall));
  return { foreign_rules: rules.filter((rule) => !isCustomers(rule) && !isOurs(rule)).length };
}

async function setOptions(ctx: JobContext, vm: Vm, { default_in, default_out }: CustomerFirewall): Promise<void> {
  const wanted = { ...OPTIONS, policy_in: policyOf(default_in), policy_out: policyOf(default_out) };
  const options = await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/options", vm);
  const same = Object.entries(wanted).every(([name, value]) => options[name] === value);
  if (!same) await ctx.write("PUT /nodes/{node}/qemu/{vmid}/firewall/options", { ...vm, ...wanted });
}

const policyOf = (decision: "accept" | "drop"): "ACCEPT" | "DROP" => (decision === "accept" ? "ACCEPT" : "DROP");
const isOurs = (rule: FirewallRule): boolean => rule.comment?.trim() === SMTP_COMMENT;

/** Its IPv4 addresses, its whole IPv6 networks, and the link-local address that neighbour discovery needs. */
export function allowed(safety: Pick<NetworkSafety, "mac" | "ipv4" | "ipv6" | "extra_addresses">): string[] {
  const { mac, ipv4, ipv6, extra_addresses } = safety;
  const network = ipv6 && (ipv6.network.includes("/") ? ipv6.network : `${ipv6.network}/${ipv6.prefix}`);
  return [ipv4?.address, network, linkLocal(mac), ...extra_addresses]
    .filter((cidr) => typeof cidr === "string")
    .map(canonical);
}

async function allowAddresses(ctx: JobContext, vm: Vm, wanted: string[]): Promise<void> {
  const sets = await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/ipset", vm);
  const exists = sets.some((set) => set.name === FILTER);
  if (!exists) await ctx.write("POST /nodes/{node}/qemu/{vmid}/firewall/ipset", { ...vm, name: FILTER });
  const entries = exists
    ? await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}", { ...vm, name: FILTER })
    : [];
  const present = entries.filter((entry) => !entry.nomatch).map((entry) => canonical(entry.cidr));
  for (const cidr of wanted.filter((address) => !present.includes(address)))
    await ctx.write("POST /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}", { ...vm, name: FILTER, cidr });
  for (const { cidr } of entries.filter((entry) => entry.nomatch || !wanted.includes(canonical(entry.cidr))))
    await ctx.write("DELETE /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}/{cidr}", { ...vm, name: FILTER, cidr });
}

/** One rule of ours and above all others, or none. */
async function closeSmtp(ctx: JobContext, vm: Vm, closed: boolean): Promise<void> {
  const rules = await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/rules", vm);
  const ours = rules.filter(isOurs);
  const [first] = ours;
  const good = first?.pos === 0 && closesSmtp(first);
  if (closed && !good) {
    await ctx.write("POST /nodes/{node}/qemu/{vmid}/firewall/rules", {
      ...vm,
      type: "out",
      action: "DROP",
      proto: "tcp",
      dport: "25",
      enable: 1,
      comment: SMTP_COMMENT,
      pos: 0,
    });
  }
  // From the end, so that each deletion leaves the positions of those still to come.
  const shift = closed && !good ? 1 : 0;
  const surplus = closed && good ? ours.slice(1) : ours;
  for (const rule of surplus.toSorted((a, b) => b.pos - a.pos))
    await ctx.write("DELETE /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}", { ...vm, pos: rule.pos + shift });
}

const closesSmtp = (rule: FirewallRule): boolean =>
  rule.type === "out" &&
  rule.action === "DROP" &&
  rule.proto === "tcp" &&
  rule.dport === "25" &&
  rule.enable === 1 &&
  ["source", "dest", "sport", "iface", "macro"].every((limit) => rule[limit] === undefined);
