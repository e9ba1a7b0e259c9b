import type { Generated } from "kysely";

export interface TenantTable {
  id: string;
  name: string;
  /** Whether it lets nobody in without a second factor; false by default. */
  requires_second_factor: Generated<boolean>;
  created_at: Date;
  /** `pending_review`: may order nothing until an operator approves it; `refused`: nor ever. */
  status: Generated<TenantStatus>;
  /** What the operator who decided wrote to the tenant. */
  status_reason: string | null;
}

export type TenantStatus = "active" | "pending_review" | "refused";

export interface MembershipTable {
  tenant_id: string;
  user_id: string;
  /** A built-in role's name, or the id of one of the tenant's own (context access). */
  role: string;
  /** Label selector of the servers they reach; null: all. */
  scope: string | null;
  created_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    tenants: TenantTable;
    memberships: MembershipTable;
  }
}
