import { CORES, DISK, MEMORY } from "../company/names.ts";
import type { Given, Part, Scene, Trap } from "./scene.ts";

const spelled = (name: string): string => name.replace(/[^A-Za-z_]+/g, "-");

/** A service whose one part is said in another way, and comes over. */
function read(name: string, part: Part, given: Given, spec: object, know?: Record<string, unknown>): Trap {
  return {
    name,
    plant(scene) {
      const { id } = scene.vps({ instead: { [part]: [given] }, ...(know ? { know: () => know } : {}) });
      scene.expectServer(id, spec);
    },
  };
}

function aside(name: string, part: Part, given: readonly Given[], code: string): Trap {
  return {
    name,
    plant: (scene: Scene) => scene.expectAside(scene.vps({ instead: { [part]: given } }).id, code),
  };
}

const ram = (sub: string, name = "RAM"): Given => ({ option: { name, subs: [sub] } });
const times = (name: string, sub: string, qty: number): Given => ({
  option: { name, type: "quantity", subs: [sub] },
  qty,
});

/** Every spelling that real shops use, each with one of the ways to write four gigabytes. */
const spellings: Trap[] = [
  ...MEMORY.flatMap((name) =>
    ["4 GB", "4096MB", "4|4 GB", "4,0 GB", "4 GiB"].map((value, at) =>
      read(
        `memory-name-${spelled(name)}-${at}`,
        "memory",
        ram(value, name),
        { memory_mb: 4096 },
        { memory_mb: { unit: "GB" } },
      ),
    ),
  ),
  ...CORES.map((name, at) =>
    at % 2
      ? read(`cores-name-${spelled(name)}`, "cores", { option: { name, subs: ["4 vCores"] } }, { cores: 4 })
      : read(`cores-name-${spelled(name)}`, "cores", times(name, "core", 3), { cores: 3 }),
  ),
  ...DISK.map((name) =>
    read(`disk-name-${spelled(name)}`, "disk", { option: { name, subs: ["50GB NVMe SSD"] } }, { disk_gb: 50 }),
  ),
];

const values: Trap[] = [
  ...[256, 512, 1024].map((multiplier) =>
    read(
      `memory-times-${multiplier}`,
      "memory",
      times("RAM", "units", 8192 / multiplier),
      { memory_mb: 8192 },
      { memory_mb: { unit: "MB", multiplier } },
    ),
  ),
  read(
    "disk-times-10",
    "disk",
    times("Disk Space", "units", 7),
    { disk_gb: 70 },
    { disk_gb: { unit: "GB", multiplier: 10 } },
  ),
  read("unit-by-product-megabytes", "memory", ram("4096"), { memory_mb: 4096 }, { memory_mb: { unit: "MB" } }),
  read("unit-by-product-gigabytes", "memory", ram("8"), { memory_mb: 8192 }, { memory_mb: { unit: "GB" } }),
  read("decimal-comma", "memory", ram("1,5 GB"), { memory_mb: 1536 }),
  read("terabyte", "disk", { option: { name: "Storage", subs: ["1 TB"] } }, { disk_gb: 1024 }),
  read(
    "html-entities",
    "memory",
    ram("4&nbsp;GB ECC &amp; fast|4&nbsp;GB"),
    { memory_mb: 4096 },
    { memory_mb: { values: { "4&nbsp;GB ECC &amp; fast|4&nbsp;GB": 4096 } } },
  ),
  read("html-entity-space", "memory", ram("4&nbsp;GB"), { memory_mb: 4096 }),
  read("several-pipes", "memory", ram("4 GB|four|gigabytes"), { memory_mb: 4096 }),
  read("hidden-option", "memory", { option: { name: "RAM", subs: ["4 GB"], hidden: true } }, { memory_mb: 4096 }),
  read(
    "hidden-sub-option",
    "memory",
    { option: { name: "RAM", subs: ["2 GB", "4 GB"], hiddenSubs: ["4 GB"] }, sub: 1 },
    { memory_mb: 4096 },
  ),
  read(
    "radio",
    "memory",
    { option: { name: "RAM", type: "radio", subs: ["2 GB", "4 GB"] }, sub: 1 },
    { memory_mb: 4096 },
  ),
  read(
    "unlimited-decided",
    "memory",
    ram("unlimited"),
    { memory_mb: 65536 },
    { memory_mb: { values: { unlimited: 65536 } } },
  ),
  read("empty", "memory", ram(""), { memory_mb: null }),
  aside("unit-unknown", "memory", [ram("4096")], "unreadable_unit"),
  aside("quantity-unit-unknown", "memory", [times("RAM", "units", 4)], "unreadable_unit"),
  aside("thousand-or-fraction", "memory", [ram("1,024 MB")], "unreadable_unit"),
  aside("unreadable", "memory", [ram("plenty")], "unreadable_unit"),
  aside("unlimited", "memory", [ram("unlimited")], "unlimited_value"),
  aside(
    "sub-option-deleted",
    "memory",
    [{ option: { name: "RAM", subs: ["4 GB"] }, row: { optionid: 999_999 } }],
    "option_deleted",
  ),
  aside(
    "option-deleted",
    "memory",
    [{ option: { name: "RAM", subs: ["4 GB"] }, row: { configid: 999_999 } }],
    "option_deleted",
  ),
];

export const SIZES: readonly Trap[] = [...spellings, ...values];
