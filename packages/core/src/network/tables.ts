import type { Json } from "../kernel/tables.ts";

export interface PoolTable {
  id: string;
  location_id: string;
  name: string;
  family: 4 | 6;
  /** Of the addresses handed out: the subnet's for IPv4, 64 for IPv6. */
  prefix: number;
  gateway: string;
  nameservers: Json<string[]>;
  search_domain: string | null;
  bridge: string;
  vlan: number | null;
  mtu: number | null;
}

/** One IPv4 address, or the network of one /64. Held by a server while `server_id` is set. */
export interface AddressTable {
  id: string;
  pool_id: string;
  address: string;
  tenant_id: string | null;
  server_id: string | null;
  assigned_at: Date | null;
  /** The longest free goes out first, after its rest. */
  free_since: Date;
}

/** Assignments that ended; the current ones are in `addresses`. */
export interface AddressHistoryTable {
  id: string;
  address: string;
  tenant_id: string;
  server_id: string;
  from_at: Date;
  until_at: Date;
}

/** A host name that a server's owner wants an address to resolve to. Goes when the address leaves the server. */
export interface ReverseNameTable {
  /** One address, in its canonical spelling; of an IPv6 network any one in it. */
  address: string;
  /** The address, or the network it is in, as `addresses` holds it. */
  address_id: string;
  tenant_id: string;
  server_id: string;
  host_name: string;
  updated_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    pools: PoolTable;
    addresses: AddressTable;
    address_history: AddressHistoryTable;
    reverse_names: ReverseNameTable;
  }
}
