import { readFileSync } from "node:fs";

/** One property of the official API schema (`contract.json`); `format` is a name or the schema of a property string. */
export interface PropertySchema {
  type?: string;
  optional?: 0 | 1;
  format?: string | PropertyFormat;
  minimum?: number | string;
  maximum?: number | string;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  enum?: string[];
  requires?: string;
  default?: unknown;
  /** In a property string: the key that a value without `key=` belongs to. */
  default_key?: 1;
  /** In a property string: this key is another name of `alias`; its own name becomes the value of `keyAlias`. */
  alias?: string;
  keyAlias?: string;
  items?: PropertySchema;
}
export type PropertyFormat = Record<string, PropertySchema>;

/** A permission test: `["perm", path template, privileges, "any", 1, …]`, `["and"|"or", …tests]`. */
export type PermissionTest = readonly unknown[];

export interface MethodSchema {
  name: string;
  allowtoken: 0 | 1;
  protected?: 1;
  permissions: { user?: string | null; check?: PermissionTest } | null;
  parameters: { properties?: PropertyFormat };
}

/** How many of each indexed option exist (qemu-server: Drive.pm, Network.pm, PCI.pm, USB.pm, Memory.pm, Virtiofs.pm). */
export const INDEXED: Readonly<Record<string, number>> = {
  ide: 4,
  sata: 6,
  scsi: 31,
  virtio: 16,
  unused: 256,
  net: 32,
  ipconfig: 32,
  hostpci: 16,
  usb: 14,
  numa: 8,
  serial: 4,
  parallel: 3,
  virtiofs: 10,
};

const NIC_MODELS =
  "e1000 e1000-82540em e1000-82544gc e1000-82545em e1000e i82551 i82557b i82559er ne2k_isa ne2k_pci pcnet rtl8139 virtio vmxnet3".split(
    " ",
  );

/** Aliases, which the published schema leaves blank (qemu-server: Drive.pm 166 and 444, Network.pm net_fmt, Agent.pm). */
const ALIASES: PropertyFormat = {
  volume: { alias: "file" },
  bps_rd_length: { alias: "bps_rd_max_length" },
  bps_wr_length: { alias: "bps_wr_max_length" },
  iops_rd_length: { alias: "iops_rd_max_length" },
  iops_wr_length: { alias: "iops_wr_max_length" },
  "freeze-fs-on-backup": { alias: "freeze-fs" },
  "guest-fsfreeze": { alias: "freeze-fs" },
  ...Object.fromEntries(NIC_MODELS.map((model) => [model, { alias: "macaddr", keyAlias: "model" }])),
};

function restoreAliases(properties: PropertyFormat): void {
  for (const [name, property] of Object.entries(properties)) {
    const alias = ALIASES[name];
    if (alias && Object.keys(property).length === 0) properties[name] = alias;
    else if (typeof property.format === "object") restoreAliases(property.format);
  }
}

function load(): Record<string, MethodSchema> {
  const contract: Record<string, MethodSchema> = JSON.parse(
    readFileSync(new URL("../contract.json", import.meta.url), "utf8"),
  );
  for (const method of Object.values(contract)) restoreAliases(method.parameters.properties ?? {});
  return contract;
}

/** Every covered method of Proxmox VE 9.1.3, by `METHOD /path/{parameter}`. */
export const contract: Readonly<Record<string, MethodSchema>> = load();

/** The schema of a property by the name given in a request: `net3` is described by `net[n]`. */
export function propertySchema(properties: PropertyFormat, name: string): PropertySchema | undefined {
  if (Object.hasOwn(properties, name) && !name.endsWith("[n]")) return properties[name];
  const indexed = /^([a-z]+)(0|[1-9]\d*)$/.exec(name);
  const base = indexed?.[1];
  if (!base || Number(indexed[2]) >= (INDEXED[base] ?? 0)) return undefined;
  return properties[`${base}[n]`];
}
