import type { Options } from "../cluster/model.ts";
import { interfaces, metaData, networkConfig, userData } from "../guest/cloudinit-drive.ts";
import { parseOption } from "../guest/options.ts";
import type { GuestBoot, GuestNic } from "./guest-backend.ts";

/** What a guest is started with, from the options QEMU would be started with. */
export function guestBoot(vmid: number, options: Options): GuestBoot {
  return {
    vmid,
    cloudInit: {
      userData: userData(options, vmid),
      metaData: metaData(options, vmid),
      networkConfig: networkConfig(options),
    },
    nics: interfaces(options).map(({ index, mac, ip }) => nic(options, index, mac, ip)),
  };
}

function nic(options: Options, index: string, mac: string, ip: Record<string, string>): GuestNic {
  const { bridge, tag } = parseOption(`net${index}`, options[`net${index}`] ?? "");
  const fixed = (address: string | undefined, gateway: string | undefined) =>
    address?.includes("/") ? { address, ...(gateway ? { gateway } : {}) } : undefined;
  const ipv4 = fixed(ip.ip, ip.gw);
  const ipv6 = fixed(ip.ip6, ip.gw6);
  return {
    name: `eth${index}`,
    mac,
    bridge: bridge ?? "vmbr0",
    ...(tag ? { vlan: Number(tag) } : {}),
    ...(ipv4 ? { ipv4 } : {}),
    ...(ipv6 ? { ipv6 } : {}),
  };
}
