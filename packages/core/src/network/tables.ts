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

declare module "../kernel/tables.ts" {
  interface Tables {
    pools: PoolTable;
    addresses: AddressTable;
    address_history: AddressHistoryTable;
  }
}
