import type { SiteSpec } from "@hostwright/testbed/proxmox/index";

/** A location of the demo: what its Proxmox VE looks like, and what the catalog sells there. */
export interface DemoLocation {
  name: string;
  title: string;
  country: string;
  endpoint: string;
  nodes: { name: string; cores: number; memory_mb: number; storage_gb: number }[];
  vmids: { from: number; to: number };
  ipv4: { first: string; prefix: number; gateway: string; count: number };
  /** The first /64; as many as there are IPv4 addresses. */
  ipv6: string;
  vlan: number;
}

export const STORAGE = "local-lvm";
export const BACKUP_STORAGE = "backup";
/** Every node has the rescue system's image. */
const ISO_STORAGE = "local";
const RESCUE = "rescue.iso";
export const RESCUE_ISO = `${ISO_STORAGE}:iso/${RESCUE}`;
export const BRIDGE = "vmbr0";

/** fra1 has room for 300 of the smallest plan (1 GB of memory each), hel1 for 150. */
export const LOCATIONS: DemoLocation[] = [
  {
    name: "fra1",
    title: "Frankfurt",
    country: "DE",
    endpoint: "fra1-cluster",
    nodes: [
      { name: "fra1-a", cores: 48, memory_mb: 150 * 1024, storage_gb: 8000 },
      { name: "fra1-b", cores: 48, memory_mb: 150 * 1024, storage_gb: 8000 },
    ],
    vmids: { from: 1000, to: 499_999 },
    ipv4: { first: "198.18.0.10", prefix: 22, gateway: "198.18.0.1", count: 1000 },
    ipv6: "2001:db8:1:10::",
    vlan: 100,
  },
  {
    name: "hel1",
    title: "Helsinki",
    country: "FI",
    endpoint: "hel1-node",
    nodes: [{ name: "hel1", cores: 48, memory_mb: 150 * 1024, storage_gb: 8000 }],
    vmids: { from: 500_000, to: 999_999 },
    ipv4: { first: "198.18.8.10", prefix: 23, gateway: "198.18.8.1", count: 500 },
    ipv6: "2001:db8:2:10::",
    vlan: 200,
  },
];

export const IMAGES = [
  { name: "debian-13", title: "Debian 13", family: "debian", disk_gb: 4, vmid: 9000 },
  { name: "debian-12", title: "Debian 12", family: "debian", disk_gb: 4, vmid: 9010 },
  { name: "ubuntu-24.04", title: "Ubuntu 24.04 LTS", family: "ubuntu", disk_gb: 5, vmid: 9020 },
  { name: "rocky-9", title: "Rocky Linux 9", family: "rocky", disk_gb: 8, vmid: 9030 },
] as const;

/** Every node has its own copy of every image. */
export const templateVmid = (image: (typeof IMAGES)[number], node: number): number => image.vmid + node;

/** What the relay's token may do, and no more: the privileges docs/operate/site.md asks an administrator for. */
const RELAY_PRIVILEGES = [
  "VM.Allocate",
  "VM.Audit",
  "VM.Backup",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.Migrate",
  "VM.Console",
  "VM.GuestAgent.Unrestricted",
  "VM.PowerMgmt",
  "VM.Snapshot",
  "VM.Snapshot.Rollback",
];

export function siteOf(
  location: DemoLocation,
  secrets: { relay_token_secret: string; auditor_token_secret: string },
): SiteSpec {
  return {
    ...(location.nodes.length > 1 ? { datacenter: location.name } : {}),
    nodes: location.nodes.map((node) => ({
      name: node.name,
      cpus: node.cores,
      // The host itself needs some, beyond what is sold.
      memory_mb: node.memory_mb + 16 * 1024,
      bridges: [BRIDGE],
      storages: [
        { id: STORAGE, size_gb: node.storage_gb + 200, content: "images,rootdir" },
        { id: ISO_STORAGE, size_gb: 50, content: "iso", isos: [{ name: RESCUE, size_mb: 900 }] },
        { id: BACKUP_STORAGE, size_gb: 20_000, content: "backup", type: "nfs" as const, shared: true },
      ],
    })),
    templates: location.nodes.flatMap((node, index) =>
      IMAGES.map((image) => ({
        vmid: templateVmid(image, index),
        node: node.name,
        name: `${image.name.replaceAll(".", "-")}-template`,
        storage: STORAGE,
        disk_gb: image.disk_gb,
      })),
    ),
    roles: { Hostwright: RELAY_PRIVILEGES },
    tokens: [
      {
        id: "relay@pve!hostwright",
        secret: secrets.relay_token_secret,
        privileges: [
          { path: "/", role: "PVEAuditor" },
          { path: "/vms", role: "Hostwright" },
          { path: "/storage", role: "PVEDatastoreUser" },
          { path: "/sdn", role: "PVESDNUser" },
        ],
      },
      { id: "auditor@pve!demo", secret: secrets.auditor_token_secret, privileges: "PVEAuditor" },
    ],
    clusterFirewall: true,
  };
}
