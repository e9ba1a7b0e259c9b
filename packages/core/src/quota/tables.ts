/** What operators have set for one tenant; null: the platform's default. */
export interface TenantQuotaTable {
  tenant_id: string;
  servers: number | null;
  addresses: number | null;
  cores: number | null;
  memory_mb: number | null;
  disk_gb: number | null;
  /** Instead of the platform's, and of what the tenant's plans give. */
  requests_per_minute: number | null;
  updated_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    tenant_quotas: TenantQuotaTable;
  }
}
