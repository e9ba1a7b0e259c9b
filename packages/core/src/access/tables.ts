import type { Json } from "../kernel/tables.ts";

/** A role that a tenant has made for itself. */
export interface RoleTable {
  id: string;
  tenant_id: string;
  name: string;
  /** The name in lower case: unique in a tenant. */
  name_key: string;
  permissions: Json<string[]>;
  created_at: Date;
  updated_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    roles: RoleTable;
  }
}
