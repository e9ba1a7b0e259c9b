import { SERVERS } from "../company/catalogue.ts";
import { vmOf } from "../company/module-rows.ts";
import { addProduct } from "../company/product.ts";
import type { Trap } from "./scene.ts";

/** Where modules keep the VM, and what is no VM of Proxmox. */
export const MACHINES: readonly Trap[] = [
  ...(
    [
      ["pvewhmcs", SERVERS.pve],
      ["ProxmoxVPS", SERVERS.modulesGarden],
      ["puqProxmoxKVM", SERVERS.puq],
    ] as const
  ).map(
    ([module, server]): Trap => ({
      name: `vm-id-of-${module.toLowerCase()}`,
      plant(scene) {
        const { id } = scene.vps({ module, server });
        scene.expectServer(id, {}, { "adoption.vmid": vmOf(scene.shop, server, id) });
      },
    }),
  ),
  {
    name: "vm-id-in-a-field",
    plant(scene) {
      const { id } = scene.vps({
        module: "shopvps",
        server: SERVERS.own,
        instead: {
          disk: [{ option: { name: "Disk", subs: ["40 GB"] } }, { field: { name: "VMID" }, value: "431007" }],
        },
        know: ({ fields }) => ({ vmid: { from: `field:${fields[0]}` } }),
      });
      scene.expectServer(id, {}, { "adoption.vmid": 431007 });
    },
  },
  {
    name: "vm-id-unreadable",
    plant(scene) {
      const { id } = scene.vps({
        module: "shopvps",
        server: SERVERS.own,
        instead: {
          disk: [{ option: { name: "Disk", subs: ["40 GB"] } }, { field: { name: "VMID" }, value: "see notes" }],
        },
        know: ({ fields }) => ({ vmid: { from: `field:${fields[0]}` } }),
      });
      scene.expectAside(id, "vm_id_unreadable");
    },
  },
  {
    name: "vm-unknown-to-the-module",
    plant: (scene) => scene.expectServer(scene.vps({ vm: false }).id, {}, { adoption: null }),
  },
  {
    name: "vm-claimed-twice",
    plant(scene) {
      const vmid = 600_000 + scene.random.int(0, 9999);
      const twins = [1, 2].map(() => scene.vps({ module: "ProxmoxVPS", server: SERVERS.modulesGarden, vm: { vmid } }));
      for (const { id } of twins) scene.expectAside(id, "vm_claimed_twice");
    },
  },
  {
    name: "vm-of-the-next-customer",
    plant(scene) {
      // The id was given again after the first service had ended: that one claims nothing any more.
      const vmid = 700_000 + scene.random.int(0, 9999);
      const old = scene.vps({
        module: "ProxmoxVPS",
        server: SERVERS.modulesGarden,
        vm: { vmid },
        service: { domainstatus: "Terminated", termination_date: "2025-01-31" },
      });
      const now = scene.vps({ module: "ProxmoxVPS", server: SERVERS.modulesGarden, vm: { vmid } });
      scene.expectServer(old.id, {}, { status: "terminated" });
      scene.expectServer(now.id, {}, { "adoption.vmid": vmid });
    },
  },
  {
    name: "same-vm-id-on-two-clusters",
    plant(scene) {
      const vmid = 800_000 + scene.random.int(0, 9999);
      const one = scene.vps({ module: "ProxmoxVPS", server: SERVERS.modulesGarden, vm: { vmid } });
      const other = scene.vps({ module: "puqProxmoxKVM", server: SERVERS.puq, vm: { vmid } });
      for (const { id } of [one, other]) scene.expectServer(id, {}, { "adoption.vmid": vmid });
    },
  },
  {
    name: "lxc-of-pvewhmcs",
    plant: (scene) => scene.expectAside(scene.vps({ vm: { container: true } }).id, "container_lxc"),
  },
  {
    name: "lxc-of-modulesgarden",
    plant(scene) {
      const { id } = scene.vps({ module: "ProxmoxVPS", server: SERVERS.modulesGarden, vm: { container: true } });
      scene.expectAside(id, "container_lxc");
    },
  },
  {
    name: "solusvm",
    plant: (scene) =>
      scene.expectAside(scene.vps({ module: "solusvmpro", server: SERVERS.solusvm }).id, "platform_solusvm"),
  },
  {
    name: "virtualizor",
    plant: (scene) =>
      scene.expectAside(scene.vps({ module: "virtualizor", server: SERVERS.virtualizor }).id, "platform_virtualizor"),
  },
  {
    name: "shared-hosting",
    plant(scene) {
      const product = addProduct(scene.shop, { name: "Web S", module: "cpanel", type: "hostingaccount" });
      scene.shop.know("products", product.id, { as: "legacy" });
      const id = scene.service({
        userid: scene.client().id,
        packageid: product.id,
        server: SERVERS.cpanel,
        username: "web1",
      });
      scene.expect("tblhosting", id, { outcome: "legacy" }, { kind: "legacy" });
    },
  },
  {
    name: "product-of-unknown-kind",
    plant(scene) {
      const { id } = scene.vps({
        module: "somethingelse",
        server: 0,
        vm: false,
        know: null,
        product: { type: "other" },
      });
      scene.expectAside(id, "product_unmapped");
    },
  },
  {
    name: "two-products-of-one-name",
    plant(scene) {
      for (const row of [{ retired: 1 }, {}])
        scene.expectServer(scene.vps({ product: { ...row, name: "VPS 4 (Special offer)" } }).id);
    },
  },
  {
    name: "sizes-of-the-product-itself",
    plant(scene) {
      const { id } = scene.vps({
        instead: { memory: [], cores: [], disk: [] },
        product: { configoption1: "1" },
        know: () => ({ cores: 2, memory_mb: 4096, disk_gb: 40 }),
      });
      scene.expectServer(id);
    },
  },
  {
    name: "more-than-the-product-gives",
    plant(scene) {
      const { id } = scene.vps({
        instead: { memory: [{ option: { name: "RAM", subs: ["2 GB"] } }] },
        know: () => ({ memory_mb: { fixed: 4096, add: true } }),
      });
      scene.expectServer(id, { memory_mb: 6144 });
    },
  },
];
