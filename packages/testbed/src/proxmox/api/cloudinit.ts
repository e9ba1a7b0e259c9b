import { createHash } from "node:crypto";
import type { Options } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import { drivesOf, isCloudinit } from "../guest/drive.ts";
import { isNetwork, parseOption } from "../guest/options.ts";
import { isCloudinitOption } from "../guest/pending.ts";
import { parsePropertyString } from "../schema/check.ts";
import { splitList } from "../schema/format.ts";
import { propertyStringFormats } from "../schema/formats-options.ts";
import { underLock } from "./background.ts";
import type { Call, Handlers } from "./call.ts";

const interfaces = (options: Options) =>
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
function network(options: Options): string {
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
  lines.push("    - type: nameserver", "      address:");
  for (const server of servers) lines.push(`      - '${server}'`);
  lines.push("      search:");
  for (const domain of splitList(String(options.searchdomain ?? ""))) lines.push(`      - '${domain}'`);
  return `${lines.join("\n")}\n`;
}

/** The cloud-config a VM is given (cloudinit_userdata). The password is its hash. */
function user(options: Options, vmid: number): string {
  const name = String(options.name ?? `VM${vmid}`);
  const [host = name] = name.split(".");
  const lines = ["#cloud-config", `hostname: ${host}`, "manage_etc_hosts: true", `fqdn: ${name}`];
  if (options.ciuser !== undefined) lines.push(`user: ${options.ciuser}`);
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
function meta(options: Options, vmid: number): string {
  const id = createHash("sha1").update(user(options, vmid)).update(network(options)).digest("hex");
  return `instance-id: ${id}\n`;
}

function dump({ cluster, node, vmid, parameters }: Call): string {
  const { options } = cluster.config(vmid, node);
  switch (parameters.text("type")) {
    case "user":
      return user(options, vmid);
    case "network":
      return network(options);
    default:
      return meta(options, vmid);
  }
}

/** Values the drive was built with, beside those it would be built with now. */
function list({ cluster, node, vmid }: Call) {
  const vm = cluster.config(vmid, node);
  const { changed, added } = vm.cloudinit;
  const names = new Set([...Object.keys(vm.options), ...Object.keys(changed)]);
  const shown = (name: string, value: string | number) => (name === "cipassword" ? "**********" : value);
  return [...names]
    .filter((name) => isCloudinitOption(name) || name === "name" || isNetwork(name))
    .sort()
    .map((key) => {
      const now = vm.options[key];
      const before = changed[key];
      if (added.includes(key) && now !== undefined) return { key, pending: shown(key, now) };
      if (before !== undefined && now === undefined) return { key, value: shown(key, before), delete: 1 };
      if (before !== undefined && now !== undefined)
        return { key, value: shown(key, before), pending: shown(key, now) };
      return { key, value: shown(key, now ?? "") };
    });
}

export const cloudinitHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/cloudinit": list,
  "PUT /nodes/{node}/qemu/{vmid}/cloudinit": async (call) => {
    const { cluster, node, vmid } = call;
    cluster.config(vmid, node);
    await underLock(call, { node, vmid, shared: false, seconds: 10 }, () => {
      const vm = cluster.config(vmid, node);
      if (!drivesOf(vm.options).some(([, drive]) => isCloudinit(drive)))
        throw failure(`VM ${vmid} has no cloudinit drive`);
      vm.cloudinit = { changed: {}, added: [] };
      cluster.save(vm);
    });
    return null;
  },
  "GET /nodes/{node}/qemu/{vmid}/cloudinit/dump": dump,
};
