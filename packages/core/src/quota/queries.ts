import { z } from "zod";
import { type Ctx, query, tenantOf } from "../kernel/index.ts";
import { limitsOf } from "./check.ts";
import { requestsPerMinute } from "./rates.ts";
import { type Overrides, type Quota, tenantRef } from "./schema.ts";
import { standingOf } from "./usage.ts";

/** What a tenant may have and what it has. */
export async function quotaOf(ctx: Ctx, tenant: string): Promise<{ quota: Quota; overrides: Overrides }> {
  const { used, overrides } = await standingOf(ctx, tenant);
  const limits = limitsOf(ctx.app.config, overrides);
  const one = (name: keyof typeof used) => ({ limit: limits[name], used: used[name] });
  return {
    quota: {
      servers: one("servers"),
      addresses: one("addresses"),
      cores: one("cores"),
      memory_mb: one("memory_mb"),
      disk_gb: one("disk_gb"),
      requests_per_minute: await requestsPerMinute(ctx, tenant),
    },
    overrides,
  };
}

export const showQuota = query({
  name: "quota.show",
  permission: "quota:read",
  input: z.strictObject({}),
  run: async (ctx) => ({ quota: (await quotaOf(ctx, tenantOf(ctx))).quota }),
});

export const showTenantQuota = query({
  name: "quota.show_tenant",
  permission: "operator:quota",
  input: tenantRef,
  run: (ctx, { id }) => quotaOf(ctx, id),
});
