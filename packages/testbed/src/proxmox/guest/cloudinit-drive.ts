import { createHash } from "node:crypto";
import type { Options } from "../cluster/model.ts";
import { parsePropertyString } from "../schema/check.ts";
import { splitList } from "../schema/format.ts";
import { propertyStringFormats } from "../schema/formats-options.ts";
import { isNetwork, parseOption } from "./options.ts";

/** What cloud-init is told of each network device. */
export const interfaces = (options: Options) =>
  Object.keys(options)
    .filter((name) => isNetwork(name))
    .sort()
    .map((name) => {
      const index = name.slice(3);
      const format = propertyStringFormats["pve-qm-ipconfig"]?.format ?? {};
      const ip = parsePropertyString(format, String(options[`ipconfig${index}`] ?? ""), `ipconfig${index}`);
      return { index, mac: parseOption(name, options[name] ?? "").macaddr?.toLowerCase() ?? "", ip };
    });

/** Version 1 of cloud-init's network configuration (QemuServer/Cloudinit.pm, nocloud_network). */
export function networkConfig(options: Options): string {
  const lines = ["version: 1", "config:"];
  for (const { index, mac, ip } of interfaces(options)) {
    lines.push("    - type: physical", `      name: eth${index}`, `      mac_address: '${mac}'`, "      subnets:");
    const none = ip.ip === undefined && ip.ip6 === undefined;
    if (ip.ip === "dhcp" || none) lines.push("      - type: dhcp4");
    else if (ip.ip) lines.push("      - type: static", `        address: '${ip.ip}'`);
    if (ip.gw) lines.push(`        gateway: '${ip.gw}'`);
    if (ip.ip6 === "dhcp") lines.push("      - type: dhcp6");
    else if (ip.ip6 === "auto") lines.push("      - type: ipv6_slaac");
    else if (ip.ip6) lines.push("      - type: static6", `        address: '${ip.ip6}'`);
    if (ip.gw6) lines.push(`        gateway: '${ip.gw6}'`);
  }
  const servers = splitList(String(options.nameserver ?? ""));
  const domains = splitList(String(options.searchdomain ?? ""));
  // A node would give its own where the VM has none; an empty list is one that cloud-init's networkd renderer falls over.
  if (servers.length + domains.length > 0) lines.push("    - type: nameserver");
  if (servers.length > 0) lines.push("      address:", ...servers.map((server) => `      - '${server}'`));
  if (domains.length > 0) lines.push("      search:", ...domains.map((domain) => `      - '${domain}'`));
  return `${lines.join("\n")}\n`;
}

/** The cloud-config a VM is given (cloudinit_userdata). The password is its hash. */
export function userData(options: Options, vmid: number): string {
  const name = String(options.name ?? `VM${vmid}`);
  const [host = name] = name.split(".");
  const lines = ["#cloud-config", `hostname: ${host}`, "manage_etc_hosts: true", `fqdn: ${name}`];
  if (options.ciuser !== undefined) lines.push(`user: ${options.ciuser}`);
  // Without it cloud-init puts a command before root's keys that turns everyone away.
  if (options.ciuser === "root") lines.push("disable_root: False");
  if (options.cipassword !== undefined) lines.push(`password: ${options.cipassword}`);
  if (options.sshkeys !== undefined) {
    lines.push("ssh_authorized_keys:");
    const keys = decodeURIComponent(String(options.sshkeys)).split("\n");
    for (const key of keys.filter((one) => one.trim() !== "")) lines.push(`  - ${key}`);
  }
  lines.push("chpasswd:", "  expire: False");
  if (options.ciuser === undefined || options.ciuser !== "root") lines.push("users:", "  - default");
  if (options.ciupgrade !== 0) lines.push("package_upgrade: true");
  return `${lines.join("\n")}\n`;
}

/** The instance id is a hash of user data and network: change them, and the guest does its first boot again. */
export function metaData(options: Options, vmid: number): string {
  const id = createHash("sha1").update(userData(options, vmid)).update(networkConfig(options)).digest("hex");
  return `instance-id: ${id}\n`;
}
