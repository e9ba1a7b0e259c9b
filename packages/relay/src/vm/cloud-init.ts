/** What a guest is told at its first boot. */
export interface CloudInit {
  user: string;
  ssh_keys: readonly string[];
  ipv4: { address: string; prefix: number; gateway: string } | null;
  ipv6: { address: string; prefix: number; gateway: string } | null;
  nameservers: readonly string[];
  search_domain: string | null;
}

/** Proxmox's cloud-init settings; an absent one is to be taken away. */
export interface CloudInitSettings {
  ciuser: string;
  sshkeys: string | undefined;
  ipconfig0: string | undefined;
  nameserver: string | undefined;
  searchdomain: string | undefined;
}

export function renderCloudInit(guest: CloudInit): CloudInitSettings {
  const addresses = [
    ...(guest.ipv4 ? [`ip=${guest.ipv4.address}/${guest.ipv4.prefix}`, `gw=${guest.ipv4.gateway}`] : []),
    ...(guest.ipv6 ? [`ip6=${guest.ipv6.address}/${guest.ipv6.prefix}`, `gw6=${guest.ipv6.gateway}`] : []),
  ];
  return {
    ciuser: guest.user,
    // Proxmox wants exactly this encoding and refuses any other.
    sshkeys:
      guest.ssh_keys.length > 0 ? encodeURIComponent(guest.ssh_keys.map((key) => key.trim()).join("\n")) : undefined,
    ipconfig0: addresses.length > 0 ? addresses.join(",") : undefined,
    nameserver: guest.nameservers.length > 0 ? guest.nameservers.join(" ") : undefined,
    searchdomain: guest.search_domain ?? undefined,
  };
}
