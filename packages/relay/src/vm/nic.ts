/** A server's network card as its plan and pool give it. */
export interface Nic {
  mac: string;
  bridge: string;
  vlan: number | null;
  mtu: number | null;
  rate_mbit: number | null;
}

/** `net0`: stable MAC, the firewall on, and the rate in Proxmox's MB/s. */
export function renderNic(nic: Nic): string {
  return [
    `virtio=${nic.mac.toUpperCase()}`,
    `bridge=${nic.bridge}`,
    "firewall=1",
    ...(nic.mtu === null ? [] : [`mtu=${nic.mtu}`]),
    ...(nic.rate_mbit === null ? [] : [`rate=${nic.rate_mbit / 8}`]),
    ...(nic.vlan === null ? [] : [`tag=${nic.vlan}`]),
  ].join(",");
}
