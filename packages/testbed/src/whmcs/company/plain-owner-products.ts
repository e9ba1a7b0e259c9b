import { SERVERS } from "./catalogue.ts";
import { chosen, counted, type PlainProduct, WRITTEN_IMAGES, WRITTEN_PLACES, written } from "./choice.ts";
import { CORES, DISK, IMAGES, LOCATIONS, MEMORY, PLACE, SYSTEM } from "./names.ts";
import { addProduct } from "./product.ts";
import type { Shop } from "./shop.ts";

/** PUQ: quantities whose unit only the owner knows, and a yes/no that is none of the specification. */
export function quantities(shop: Shop): PlainProduct {
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
      { name: names.pick(SYSTEM), subs: WRITTEN_IMAGES },
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
export function fieldsOnly(shop: Shop): PlainProduct {
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
        WRITTEN_IMAGES[image] ?? "",
        WRITTEN_PLACES[place] ?? "",
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
