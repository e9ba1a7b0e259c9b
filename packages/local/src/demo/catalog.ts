import type { CatalogSpec, catalogSpec } from "@hostwright/core/catalog";
import type { JWK } from "jose";
import type { z } from "zod";
import { BACKUP_STORAGE, BRIDGE, IMAGES, LOCATIONS, RESCUE_ISO, STORAGE, templateVmid } from "./site.ts";

const eur = (amount: number) => ({ amount, currency: "EUR" });

/** What the demo sells: the same file a company would write for `hostwright catalog apply`. */
export function demoCatalog(relayKeys: Record<string, JWK>): z.input<typeof catalogSpec> {
  return {
    plans: [
      plan("s1", "Small", 1, 1, 10, 390, { iops: 500, mbps: 100, nic: 200, traffic: 1000 }),
      plan("m1", "Medium", 2, 4, 40, 890, { iops: 1000, mbps: 200, nic: 500, traffic: 5000 }),
      plan("l1", "Large", 4, 8, 80, 1690, { iops: 2000, mbps: 300, nic: 1000, traffic: 10_000 }),
      plan("x1", "Extra large", 8, 16, 160, 3290, { iops: 4000, mbps: 500, nic: 1000, traffic: 20_000 }),
    ],
    images: IMAGES.map(({ name, title, family, disk_gb }) => ({ name, title, family, min_disk_gb: disk_gb })),
    locations: LOCATIONS.map((location) => ({
      name: location.name,
      title: location.title,
      country: location.country,
      relay_keys: publicKeys(relayKeys[location.name]),
      endpoints: [
        {
          name: location.endpoint,
          vmids: location.vmids,
          rescue_iso: RESCUE_ISO,
          backup_storage: BACKUP_STORAGE,
          nodes: location.nodes.map((node, index) => ({
            name: node.name,
            cores: node.cores,
            memory_mb: node.memory_mb,
            storages: [{ name: STORAGE, size_gb: node.storage_gb }],
            templates: IMAGES.map((image) => ({
              image: image.name,
              vmid: templateVmid(image, index),
              storage: STORAGE,
            })),
          })),
        },
      ],
      pools: [
        {
          name: `${location.name}-v4`,
          family: 4 as const,
          ...location.ipv4,
          nameservers: ["9.9.9.9", "149.112.112.112"],
          bridge: BRIDGE,
          vlan: location.vlan,
        },
        {
          name: `${location.name}-v6`,
          family: 6 as const,
          prefix: 64,
          gateway: "fe80::1",
          first: location.ipv6,
          count: location.ipv4.count,
          nameservers: ["2620:fe::fe"],
          bridge: BRIDGE,
          vlan: location.vlan,
        },
      ],
    })),
  };
}

interface Limits {
  iops: number;
  mbps: number;
  nic: number;
  traffic: number;
}

function plan(name: string, title: string, cores: number, gb: number, disk_gb: number, price: number, limits: Limits) {
  return {
    name,
    title,
    cores,
    memory_mb: gb * 1024,
    disk_gb,
    price: eur(price),
    cpu_limit_percent: cores * 100,
    disk_iops: limits.iops,
    disk_mbps: limits.mbps,
    nic_mbit: limits.nic,
    traffic_gb: limits.traffic,
  } satisfies Partial<CatalogSpec["plans"][number]>;
}

function publicKeys(key: JWK | undefined) {
  if (!key?.kid || !key.kty) return [];
  const { d: _private, ...open } = key;
  return [{ ...open, kid: key.kid, kty: key.kty }];
}
