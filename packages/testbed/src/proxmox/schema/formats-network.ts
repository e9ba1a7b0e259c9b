import { isIPv4, isIPv6 } from "node:net";
import { FormatError, type Validator } from "./format.ts";

/** Formats of names and addresses, after PVE/JSONSchema.pm (pve-common). */
const rule =
  (test: (value: string) => boolean, text: string | ((value: string) => string)): Validator =>
  (value) => {
    if (!test(value)) throw new FormatError(typeof text === "string" ? text : text(value));
  };

const DNS_NAME = /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const isAddress = (value: string) => isIPv4(value) || (isIPv6(value) && !value.includes("%"));
export const isCidr4 = (value: string) => cidr(value, isIPv4, 32);
export const isCidr6 = (value: string) => cidr(value, isIPv6, 128);

function cidr(value: string, isIp: (ip: string) => boolean, most: number): boolean {
  const parts = /^([^/%]+)\/(\d+)$/.exec(value);
  return parts !== null && isIp(parts[1] ?? "") && Number(parts[2]) > 7 && Number(parts[2]) <= most;
}

const NETMASKS = new Set(
  Array.from({ length: 33 }, (_, bits) => {
    const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
    return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join(".");
  }),
);

export const networkFormats: Readonly<Record<string, Validator>> = {
  string: () => undefined,
  urlencoded: rule(
    (value) => /^[-%a-zA-Z0-9_.!~*'()]*$/.test(value),
    (value) => `invalid urlencoded string: ${value}`,
  ),
  "pve-configid": rule(
    (value) => /^[a-z][a-z0-9_-]+$/i.test(value),
    (value) => `invalid configuration ID '${value}'`,
  ),
  "pve-node": rule(
    (value) => /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(value),
    "value does not look like a valid node name",
  ),
  "pve-vmid": rule((value) => /^[1-9][0-9]{2,8}$/.test(value), "value does not look like a valid VM ID"),
  "pve-bridge-id": rule(
    (value) => /^[-_.\w\d]+$/.test(value),
    (value) => `invalid bridge ID '${value}'`,
  ),
  "pve-iface": rule(
    (value) => /^[a-z][a-z0-9_]{1,20}([:.]\d+)?$/i.test(value),
    (value) => `invalid network interface name '${value}'`,
  ),
  "mac-addr": rule(
    (value) => /^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i.test(value),
    "value does not look like a valid unicast MAC address",
  ),
  ipv4: rule(isIPv4, "value does not look like a valid IPv4 address"),
  ipv6: rule((value) => isIPv6(value) && !value.includes("%"), "value does not look like a valid IPv6 address"),
  ip: rule(isAddress, "value does not look like a valid IP address"),
  ipv4mask: rule((value) => NETMASKS.has(value), "value does not look like a valid IP netmask"),
  CIDRv4: rule(isCidr4, "value does not look like a valid IPv4 CIDR network"),
  CIDRv6: rule(isCidr6, "value does not look like a valid IPv6 CIDR network"),
  CIDR: rule((value) => isCidr4(value) || isCidr6(value), "value does not look like a valid CIDR network"),
  "pve-ipv4-config": rule(
    (value) => /^(dhcp|manual)$/.test(value) || isCidr4(value),
    "value does not look like a valid ipv4 network configuration",
  ),
  "pve-ipv6-config": rule(
    (value) => /^(auto|dhcp|manual)$/.test(value) || isCidr6(value),
    "value does not look like a valid ipv6 network configuration",
  ),
  "dns-name": rule((value) => DNS_NAME.test(value), "value does not look like a valid DNS name"),
  address: rule(
    (value) => isAddress(value) || DNS_NAME.test(value),
    (value) => `value does not look like a valid address: ${value}`,
  ),
  "email-or-username": rule(
    (value) => /^[\w+\-~]+(\.[\w+\-~]+)*(@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*)?$/.test(value),
    "value does not look like a valid email address or user name",
  ),
  "disk-size": rule(
    (value) => /^(\d+(\.\d+)?)([KMGT](?:iB)?)?$/.test(value),
    (value) => `value does not look like a valid disk size: ${value}`,
  ),
  "pve-tag": rule((value) => /^[a-z0-9_][a-z0-9_\-+.]*$/i.test(value), "invalid characters in tag"),
  "pve-startup-order": rule(isStartupOrder, "unable to parse startup options"),
  "pve-task-status-type": rule(
    (value) => /^(ok|error|warning|unknown)$/i.test(value),
    (value) => `invalid status '${value}'`,
  ),
  "pve-realm": rule((value) => /^[A-Za-z][A-Za-z0-9.\-_]+$/.test(value), "value does not look like a valid realm"),
  "pve-poolid": rule(
    (value) => value.split("/").length <= 3 && value.split("/").every((part) => /^[A-Za-z0-9.\-_]+$/.test(part)),
    (value) => `pool name '${value}' contains invalid characters`,
  ),
};

function isStartupOrder(value: string): boolean {
  if (value === "" || value === "0") return false;
  return value.split(",").every((part) => part.trim() === "" || /^((order=)?\d+|up=\d+|down=\d+)$/.test(part));
}
