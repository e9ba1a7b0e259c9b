export interface TenantTable {
  id: string;
  name: string;
  created_at: Date;
}

export interface MembershipTable {
  tenant_id: string;
  user_id: string;
  role: string;
  created_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    tenants: TenantTable;
    memberships: MembershipTable;
  }
}
