import { parsePropertyString } from "../schema/check.ts";
import { contract, type PropertyFormat, propertySchema } from "../schema/contract.ts";
import { type Properties, printPropertyString } from "../schema/property-string.ts";

/** The options of a VM, as the contract describes them for its creation. */
export const optionSchemas: PropertyFormat = contract["POST /nodes/{node}/qemu"]?.parameters.properties ?? {};

/** Parameters of the creation call that are not options of the VM. */
const NOT_OPTIONS = new Set(
  "node vmid archive bwlimit force ha-managed import-working-storage live-restore pool start storage unique".split(" "),
);

export const isOption = (name: string) =>
  !NOT_OPTIONS.has(name) && name !== "cdrom" && propertySchema(optionSchemas, name) !== undefined;

/** A value as the configuration file gives it back: integers and booleans as numbers (QemuServer.pm, check_type). */
export function typedOption(name: string, value: string): string | number {
  const type = propertySchema(optionSchemas, name)?.type;
  return type === "integer" || type === "boolean" ? Number(value) : value;
}

function formatOf(name: string): PropertyFormat {
  const format = propertySchema(optionSchemas, name)?.format;
  if (typeof format !== "object") throw new Error(`option ${name} is no property string`);
  return format;
}

export const parseOption = (name: string, text: string | number): Properties =>
  parsePropertyString(formatOf(name), String(text), name);
export const printOption = (name: string, properties: Properties) => printPropertyString(formatOf(name), properties);

export const isNetwork = (name: string) => /^net\d+$/.test(name);

/** A unicast address with Proxmox's own prefix (PVE/Tools.pm, random_ether_addr). */
export function randomMac(): string {
  const tail = Array.from({ length: 3 }, () => Math.floor(Math.random() * 256));
  return ["BC", "24", "11", ...tail.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))].join(":");
}

/** Gives a network device an address when it has none, and prints it canonically. */
export function withMac(name: string, text: string, renew = false): string {
  const properties = parseOption(name, text);
  if (renew || !properties.macaddr) properties.macaddr = randomMac();
  return printOption(name, properties);
}

/** Memory in MiB: the option is a property string whose only key is `current` (QemuServer/Memory.pm). */
export function memoryMib(options: Record<string, string | number>): number {
  return Number(String(options.memory ?? 512).replace("current=", ""));
}

export function cores(options: Record<string, string | number>): number {
  return Number(options.vcpus ?? Number(options.sockets ?? 1) * Number(options.cores ?? 1));
}

export const hasAgent = (options: Record<string, string | number>) =>
  options.agent !== undefined && parseOption("agent", options.agent).enabled === "1";
