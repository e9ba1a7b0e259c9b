import { SERVERS } from "./catalogue.ts";
import type { TableRow } from "./row.ts";
import type { Shop } from "./shop.ts";

/** The VM of a service: its own id under the old Proxmox module, another one elsewhere. */
export function vmOf(shop: Shop, server: number, service: number): number {
  const old = shop.options.shape !== "8.13" && (server === SERVERS.pve || server === SERVERS.pveHelsinki);
  return old ? service : service + 100_000;
}

export interface Placed {
  server: number;
  service: number;
  userid: number;
  vmid: number;
  address: string;
  hostname: string;
  cores: number;
  memory: number;
  disk: number;
  container?: boolean;
}

/** What the module of that server has written down about the VM. */
export function* moduleRows(shop: Shop, vm: Placed): Generator<TableRow> {
  const gateway = "10.0.0.1";
  if (vm.server === SERVERS.pve || vm.server === SERVERS.pveHelsinki) {
    const vtype = vm.container ? "lxc" : "qemu";
    yield [
      "mod_pvewhmcs_vms",
      {
        id: vm.service,
        vmid: vm.vmid,
        user_id: vm.userid,
        vtype,
        ipaddress: vm.address,
        subnetmask: "255.0.0.0",
        gateway,
      },
    ];
  }
  if (vm.server === SERVERS.modulesGarden) {
    const virtualization = vm.container ? "lxc" : "qemu";
    const id = shop.newId("ProxmoxAddon_Vm");
    yield [
      "ProxmoxAddon_Vm",
      {
        id,
        hosting_id: vm.service,
        server_id: vm.server,
        node: "pve1",
        vmid: vm.vmid,
        virtualization,
        name: vm.hostname,
        cores: vm.cores,
        sockets: 1,
        memory: vm.memory,
        disk: vm.disk,
      },
    ];
    const mac_address =
      `BC:24:11:${[vm.service >> 16, vm.service >> 8, vm.service].map((part) => (part & 255).toString(16).padStart(2, "0")).join(":")}`.toUpperCase();
    yield [
      "ProxmoxAddon_VmIpAddress",
      {
        id: shop.newId("ProxmoxAddon_VmIpAddress"),
        hosting_id: vm.service,
        server_id: vm.server,
        vm_id: id,
        ip: vm.address,
        mac_address,
        subnet_mask: "255.0.0.0",
        gateway,
        cidr: 8,
        net: "net0",
      },
    ];
    yield [
      "mg_proxmox_addon_ip",
      {
        id: shop.newId("mg_proxmox_addon_ip"),
        ip: vm.address,
        type: "IPv4",
        mac_address,
        cidr: 8,
        gateway,
        sid: vm.server,
        hosting_id: vm.service,
        node: "pve1",
      },
    ];
  }
  if (vm.server === SERVERS.puq) {
    yield [
      "puqProxmoxKVM_vm_info",
      {
        id: shop.newId("puqProxmoxKVM_vm_info"),
        service_id: vm.service,
        vm_id: vm.vmid,
        node: "pve1",
        vm_status: "ready",
      },
    ];
  }
}
