import type { ExpectedSpec } from "../labels.ts";
import type { Row } from "../load/table-text.ts";
import type { Random } from "../random.ts";
import { SERVERS } from "./catalogue.ts";
import { CORES, DISK, IMAGES, LOCATIONS, MEMORY, PLACE, SYSTEM } from "./names.ts";
import { addProduct, type Product } from "./product.ts";
import type { Shop } from "./shop.ts";

/** What a customer ordered, as rows without `relid`, and what that makes of the server. */
export interface Choice {
  options: Row[];
  fields: Row[];
  spec: ExpectedSpec;
}

export interface PlainProduct {
  product: Product;
  /** `tblservers` it may run on. */
  servers: readonly number[];
  /** `vmid` is asked for only by a product that keeps it in a field. */
  choose(random: Random, vmid: number): Choice;
}

const CORES_CHOSEN = [1, 2, 4, 8];

/** Four products, one for each way of keeping options, and each for a module that keeps VM ids elsewhere. */
export function addPlainProducts(shop: Shop): PlainProduct[] {
  for (const { written, image } of IMAGES) shop.know("images", written, image);
  for (const { written, location } of LOCATIONS) shop.know("locations", written, location);
  return [dropDowns(shop), withMultiplier(shop), quantities(shop), fieldsOnly(shop)];
}

const images = IMAGES.map(({ written }) => written);
const places = LOCATIONS.map(({ written }) => written);

/** `pvewhmcs`: sizes with their unit in drop-downs. */
function dropDowns(shop: Shop): PlainProduct {
  const names = shop.random("names of the first product");
  const sizes = [1, 2, 4, 8, 16];
  const product = addProduct(shop, {
    name: "KVM Start",
    module: "pvewhmcs",
    row: { configoption1: "1" },
    options: [
      { name: names.pick(MEMORY), subs: sizes.map((gb) => `${gb}|${gb} GB`) },
      { name: names.pick(CORES), type: "quantity", subs: ["core"] },
      { name: names.pick(DISK), subs: ["20 GB", "40 GB", "80 GB"] },
      { name: names.pick(SYSTEM), type: "radio", subs: images },
      { name: names.pick(PLACE), subs: places },
    ],
  });
  shop.know("products", product.id, { as: "server", memory_mb: { unit: "GB" } });
  return {
    product,
    servers: [SERVERS.pve, SERVERS.pveHelsinki],
    choose(random) {
      const [memory, cores, disk, image, place] = [
        random.int(0, 4),
        random.pick(CORES_CHOSEN),
        random.int(0, 2),
        random.int(0, 2),
        random.int(0, 1),
      ];
      return {
        options: [
          chosen(product, 0, memory),
          counted(product, 1, cores),
          chosen(product, 2, disk),
          chosen(product, 3, image),
          chosen(product, 4, place),
        ],
        fields: [],
        spec: {
          cores,
          memory_mb: 1024 * 2 ** memory,
          disk_gb: 20 * 2 ** disk,
          image: IMAGES[image]?.image ?? null,
          location: LOCATIONS[place]?.location ?? null,
        },
      };
    },
  };
}

/** ModulesGarden: megabytes, disk in steps of ten, the system in a field. */
function withMultiplier(shop: Shop): PlainProduct {
  const names = shop.random("names of the second product");
  const product = addProduct(shop, {
    name: "KVM Cloud",
    module: "ProxmoxVPS",
    options: [
      { name: names.pick(MEMORY), subs: ["2048MB", "4096MB", "8192MB"] },
      { name: names.pick(CORES), subs: ["1 vCore", "2 vCores", "4 vCores", "8 vCores"] },
      { name: names.pick(DISK), type: "quantity", subs: ["x 10 GB"] },
    ],
    fields: [{ name: "os|Operating System", type: "dropdown" }, { name: "Datacenter" }],
  });
  shop.know("products", product.id, { as: "server", disk_gb: { unit: "GB", multiplier: 10 } });
  return {
    product,
    servers: [SERVERS.modulesGarden],
    choose(random) {
      const [memory, cores, tens, image, place] = [
        random.int(0, 2),
        random.int(0, 3),
        random.int(2, 20),
        random.int(0, 2),
        random.int(0, 1),
      ];
      return {
        options: [chosen(product, 0, memory), chosen(product, 1, cores), counted(product, 2, tens)],
        fields: [written(product, 0, images[image] ?? ""), written(product, 1, places[place] ?? "")],
        spec: {
          cores: 2 ** cores,
          memory_mb: 2048 * 2 ** memory,
          disk_gb: 10 * tens,
          image: IMAGES[image]?.image ?? null,
          location: LOCATIONS[place]?.location ?? null,
        },
      };
    },
  };
}

/** PUQ: quantities whose unit only the owner knows, and a yes/no that is none of the specification. */
function quantities(shop: Shop): PlainProduct {
  const names = shop.random("names of the third product");
  const multiplier = names.pick([256, 512, 1024]);
  const product = addProduct(shop, {
    name: "KVM Flex",
    module: "puqProxmoxKVM",
    options: [
      { name: "RAM", type: "quantity", subs: [`x ${multiplier} MB`] },
      { name: "CPU", type: "quantity", subs: ["vCPU"] },
      { name: "SSD", subs: ["25GB NVMe SSD", "50GB NVMe SSD", "100GB NVMe SSD"] },
      { name: "Daily backups", type: "yesno", subs: ["Yes"] },
      { name: names.pick(SYSTEM), subs: images },
    ],
  });
  shop.know("products", product.id, { as: "server", memory_mb: { unit: "MB", multiplier } });
  return {
    product,
    servers: [SERVERS.puq],
    choose(random) {
      const [parts, cores, disk, image] = [4 * random.int(1, 8), random.int(1, 8), random.int(0, 2), random.int(0, 2)];
      return {
        options: [
          counted(product, 0, parts),
          counted(product, 1, cores),
          chosen(product, 2, disk),
          counted(product, 3, random.int(0, 1)),
          chosen(product, 4, image),
        ],
        fields: [],
        spec: { cores, memory_mb: parts * multiplier, disk_gb: 25 * 2 ** disk, image: IMAGES[image]?.image ?? null },
      };
    },
  };
}

/** A module of the shop's own: everything in custom fields, the VM id too. */
function fieldsOnly(shop: Shop): PlainProduct {
  const names = shop.random("names of the fourth product");
  const product = addProduct(shop, {
    name: "KVM Classic",
    module: "shopvps",
    fields: [
      { name: "VMID", adminOnly: true },
      { name: names.pick(MEMORY) },
      { name: names.pick(CORES) },
      { name: names.pick(DISK) },
      { name: names.pick(SYSTEM) },
      { name: names.pick(PLACE) },
      { name: "Root password", type: "password" },
    ],
  });
  shop.know("products", product.id, { as: "server", vmid: { from: `field:${product.fields[0]}` } });
  return {
    product,
    servers: [SERVERS.own],
    choose(random, vmid) {
      const [memory, cores, disk, image, place] = [
        random.pick([1, 2, 3, 6]),
        random.int(1, 8),
        random.pick([15, 30, 60]),
        random.int(0, 2),
        random.int(0, 1),
      ];
      const values = [
        String(vmid),
        `${memory} GB`,
        String(cores),
        `${disk} GB`,
        images[image] ?? "",
        places[place] ?? "",
      ];
      return {
        options: [],
        fields: values.map((value, at) => written(product, at, value)),
        spec: {
          cores,
          memory_mb: 1024 * memory,
          disk_gb: disk,
          image: IMAGES[image]?.image ?? null,
          location: LOCATIONS[place]?.location ?? null,
        },
      };
    },
  };
}

/** A drop-down's or radio's choice. */
export function chosen(product: Product, option: number, sub: number): Row {
  const of = product.options[option];
  return { configid: of?.id ?? 0, optionid: of?.subs[sub] ?? 0, qty: 0 };
}

/** A quantity, or a yes/no as 1 or 0. */
export function counted(product: Product, option: number, qty: number): Row {
  const of = product.options[option];
  return { configid: of?.id ?? 0, optionid: of?.subs[0] ?? 0, qty };
}

export function written(product: Product, field: number, value: string): Row {
  return { fieldid: product.fields[field] ?? 0, value };
}
