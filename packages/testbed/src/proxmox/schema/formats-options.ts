import { contract, type PropertyFormat, type PropertySchema } from "./contract.ts";
import { FormatError } from "./format.ts";
import type { Properties } from "./property-string.ts";

/**
 * Named formats that are property strings, after qemu-server (QemuServer.pm, QemuServer/CPUConfig.pm, Network.pm, PCI.pm,
 * RNG.pm), PVE/Storage/Plugin.pm and PVE/VZDump/Common.pm. The contract gives their names only.
 */
interface NamedFormat {
  readonly format: PropertyFormat;
  /** Rules across keys. @throws FormatError */
  readonly verify?: (properties: Properties) => void;
}

const text = (rest: PropertySchema = {}): PropertySchema => ({ type: "string", optional: 1, ...rest });
const flag: PropertySchema = { type: "boolean", optional: 1 };
const count = (minimum: number, maximum?: number): PropertySchema => ({
  type: "integer",
  optional: 1,
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const BASE64 = text({ pattern: "[A-Za-z0-9+\\/]+={0,2}" });
const PCI_ADDRESS = "(?:[a-f0-9]{4,}:)?[a-f0-9]{2}:[a-f0-9]{2}(?:\\.[a-f0-9])?";
const HEX16 = text({ pattern: "^0x[0-9a-fA-F]{4}$" });

/** CPU models of QEMU as qemu-server lists them (CPUConfig.pm), x86-64-vN and the plain ones included. */
const CPU_MODELS = new Set(
  "486 pentium pentium2 pentium3 coreduo core2duo Conroe Penryn Nehalem Nehalem-IBRS Westmere Westmere-IBRS SandyBridge SandyBridge-IBRS IvyBridge IvyBridge-IBRS Haswell Haswell-IBRS Haswell-noTSX Haswell-noTSX-IBRS Broadwell Broadwell-IBRS Broadwell-noTSX Broadwell-noTSX-IBRS Skylake-Client Skylake-Client-IBRS Skylake-Client-noTSX-IBRS Skylake-Client-v4 Skylake-Server Skylake-Server-IBRS Skylake-Server-noTSX-IBRS Skylake-Server-v4 Skylake-Server-v5 Cascadelake-Server Cascadelake-Server-v2 Cascadelake-Server-noTSX Cascadelake-Server-v4 Cascadelake-Server-v5 Cooperlake Cooperlake-v2 KnightsMill Icelake-Client Icelake-Client-noTSX Icelake-Server Icelake-Server-noTSX Icelake-Server-v3 Icelake-Server-v4 Icelake-Server-v5 Icelake-Server-v6 SapphireRapids SapphireRapids-v2 SapphireRapids-v3 GraniteRapids GraniteRapids-v2 SierraForest athlon phenom Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4 Opteron_G5 EPYC EPYC-IBPB EPYC-v3 EPYC-v4 EPYC-Rome EPYC-Rome-v2 EPYC-Rome-v3 EPYC-Rome-v4 EPYC-Milan EPYC-Milan-v2 EPYC-Genoa EPYC-Turin kvm32 kvm64 qemu32 qemu64 max host x86-64-v2 x86-64-v2-AES x86-64-v3 x86-64-v4".split(
    " ",
  ),
);
const CPU_FLAGS =
  "nested-virt md-clear pcid spec-ctrl ssbd ibpb virt-ssbd amd-ssbd amd-no-ssb pdpe1gb hv-tlbflush hv-evmcs aes".split(
    " ",
  );

function verifyCpu(cpu: Properties): void {
  if (!cpu.cputype) throw new FormatError("CPU is missing cputype");
  if (cpu.cputype.startsWith("custom-"))
    throw new FormatError(`Custom cputype '${cpu.cputype.slice("custom-".length)}' not found`);
  if (!CPU_MODELS.has(cpu.cputype))
    throw new FormatError(`Built-in cputype '${cpu.cputype}' is not defined (missing 'custom-' prefix?)`);
  const flags = cpu.flags?.split(";") ?? [];
  if (flags.some((given) => !/^[+-]/.test(given) || !CPU_FLAGS.includes(given.slice(1))))
    throw new FormatError(`VM-specific CPU flags must be a subset of: ${CPU_FLAGS.join(", ")}`);
  if (cpu["reported-model"] !== undefined)
    throw new FormatError("Property 'reported-model' not allowed in VM-specific CPU config.");
}

const drive = contract["POST /nodes/{node}/qemu"]?.parameters.properties?.["ide[n]"]?.format;

export const propertyStringFormats: Readonly<Record<string, NamedFormat>> = {
  "pve-qm-boot": {
    format: {
      legacy: text({ default_key: 1, pattern: "[acdn]{1,4}" }),
      order: text({ format: "pve-qm-bootdev-list" }),
    },
  },
  "pve-qm-ide": { format: typeof drive === "object" ? drive : {} },
  "pve-qm-ipconfig": {
    format: {
      ip: text({ format: "pve-ipv4-config" }),
      gw: text({ format: "ipv4", requires: "ip" }),
      ip6: text({ format: "pve-ipv6-config" }),
      gw6: text({ format: "ipv6", requires: "ip6" }),
    },
  },
  "pve-qm-cicustom": {
    format: Object.fromEntries(
      ["meta", "network", "user", "vendor"].map((k) => [k, text({ format: "pve-volume-id" })]),
    ),
  },
  "pve-qm-watchdog": {
    format: {
      model: text({ default_key: 1, enum: ["i6300esb", "ib700"] }),
      action: text({ enum: ["reset", "shutdown", "poweroff", "pause", "debug", "none"] }),
    },
  },
  "pve-qm-smbios1": {
    format: {
      uuid: text({ pattern: "[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}" }),
      version: BASE64,
      serial: BASE64,
      manufacturer: BASE64,
      product: BASE64,
      sku: BASE64,
      family: BASE64,
      base64: flag,
    },
  },
  "pve-qm-rng": {
    format: {
      source: { type: "string", default_key: 1, enum: ["/dev/urandom", "/dev/random", "/dev/hwrng"] },
      max_bytes: { type: "integer", optional: 1 },
      period: { type: "integer", optional: 1 },
    },
  },
  "pve-qm-hostpci": {
    format: {
      host: text({ default_key: 1, pattern: `${PCI_ADDRESS}(;${PCI_ADDRESS})*` }),
      mapping: text({ format: "pve-configid" }),
      rombar: flag,
      romfile: text({ pattern: "[^,;]+" }),
      pcie: flag,
      "x-vga": flag,
      "legacy-igd": flag,
      mdev: text({ pattern: "[^/\\.:]+" }),
      "vendor-id": HEX16,
      "device-id": HEX16,
      "sub-vendor-id": HEX16,
      "sub-device-id": HEX16,
    },
  },
  "pve-vm-cpu-conf": {
    format: {
      cputype: text({ default_key: 1 }),
      "reported-model": text({ enum: [...CPU_MODELS].sort() }),
      hidden: flag,
      "hv-vendor-id": text({ pattern: "[a-zA-Z0-9]{1,12}" }),
      flags: text({ pattern: "[+-][a-zA-Z0-9\\-_\\.]+(;[+-][a-zA-Z0-9\\-_\\.]+)*" }),
      "guest-phys-bits": count(32, 64),
      "phys-bits": text({ format: "pve-phys-bits" }),
      level: count(0, 4_294_967_295),
    },
    verify: verifyCpu,
  },
  "pve-qemu-sev-fmt": {
    format: {
      type: { type: "string", default_key: 1, enum: ["std", "es", "snp"], maxLength: 3 },
      "no-debug": flag,
      "no-key-sharing": flag,
      "allow-smt": flag,
      "kernel-hashes": flag,
    },
  },
  "pve-qemu-tdx-fmt": {
    format: {
      type: { type: "string", default_key: 1, enum: ["tdx"] },
      attestation: flag,
      "vsock-cid": count(2),
      "vsock-port": count(0),
    },
  },
  "prune-backups": {
    format: {
      "keep-all": flag,
      ...Object.fromEntries(
        ["last", "hourly", "daily", "weekly", "monthly", "yearly"].map((period) => [`keep-${period}`, count(0)]),
      ),
    },
    verify: (keep) => {
      const others = Object.entries(keep).some(([key, value]) => key !== "keep-all" && Number(value) > 0);
      if (others && keep["keep-all"] === "1")
        throw new FormatError("keep-all cannot be set together with other options.");
    },
  },
  "backup-fleecing": {
    format: { enabled: { ...flag, default_key: 1 }, storage: text({ format: "pve-storage-id" }) },
    verify: (fleecing) => {
      if (fleecing.enabled === "1" && !fleecing.storage)
        throw new FormatError("'storage' parameter is required when 'enabled' is set");
    },
  },
  "backup-performance": { format: { "max-workers": count(1, 256), "pbs-entries-max": count(1) } },
};
