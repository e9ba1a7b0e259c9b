import { int, since, table, text } from "./columns.ts";

/** Where provisioning modules keep which VM a service has. */
export const pveVms = table("mod_pvewhmcs_vms", {
  id: int,
  // Before 1.2.10 the VM had the id of its row, which is the service's.
  vmid: since(int, "t.id"),
  vtype: text,
  ipaddress: text,
});

export const pvePlans = table("mod_pvewhmcs_plans", {
  id: int,
  vmtype: text,
  cpus: since(int, "1"),
  cores: int,
  memory: int,
  disk: int,
});

export const modulesGardenVms = table("ProxmoxAddon_Vm", {
  id: int,
  hosting_id: int,
  node: text,
  vmid: int,
  virtualization: text,
});

export const modulesGardenAddresses = table("mg_proxmox_addon_ip", { id: int, ip: text, hosting_id: int });

export const puqVms = table("puqProxmoxKVM_vm_info", { id: int, service_id: int, vm_id: int, node: text });

export type ModuleFamily = "pvewhmcs" | "modulesgarden" | "puq" | "other";

export function moduleFamily(module: string): ModuleFamily {
  const name = module.trim().toLowerCase();
  if (name === "pvewhmcs") return "pvewhmcs";
  if (name.startsWith("puqproxmox")) return "puq";
  return name.startsWith("proxmox") ? "modulesgarden" : "other";
}
