import { SERVERS } from "./catalogue.ts";
import { chosen, counted, type PlainProduct, WRITTEN_IMAGES, WRITTEN_PLACES, written } from "./choice.ts";
import { CORES, DISK, IMAGES, LOCATIONS, MEMORY, PLACE, SYSTEM } from "./names.ts";
import { fieldsOnly, quantities } from "./plain-owner-products.ts";
import { addProduct } from "./product.ts";
import type { Shop } from "./shop.ts";

const CORES_CHOSEN = [1, 2, 4, 8];

/** Four products, one for each way of keeping options, and each for a module that keeps VM ids elsewhere. */
export function addPlainProducts(shop: Shop): PlainProduct[] {
  for (const { written, image } of IMAGES) shop.know("images", written, image);
  for (const { written, location } of LOCATIONS) shop.know("locations", written, location);
  return [dropDowns(shop), withMultiplier(shop), quantities(shop), fieldsOnly(shop)];
}

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
      { name: names.pick(SYSTEM), type: "radio", subs: WRITTEN_IMAGES },
      { name: names.pick(PLACE), subs: WRITTEN_PLACES },
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
        fields: [written(product, 0, WRITTEN_IMAGES[image] ?? ""), written(product, 1, WRITTEN_PLACES[place] ?? "")],
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
