import type { Schema } from "@hostwright/sdk";
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client.ts";

export type Quota = Schema<"Quota">;
export type QuotaOverrides = Schema<"QuotaOverrides">;

/** What there may be too little of, in the order in which it is shown. */
export const QUOTA_RESOURCES = ["servers", "addresses", "cores", "memory_mb", "disk_gb"] as const;
export type QuotaResource = (typeof QUOTA_RESOURCES)[number];

export const quotaQuery = queryOptions({
  queryKey: ["servers", "quota"],
  queryFn: async () => (await unwrap(api.GET("/v1/quota"))).quota,
});

export const tenantQuotaQuery = (id: string) =>
  queryOptions({
    queryKey: ["operator", "tenants", "quota", id],
    queryFn: () => unwrap(api.GET("/v1/operator/tenants/{id}/quota", { params: { path: { id } } })),
  });

export const setTenantQuota = (id: string, body: QuotaOverrides) =>
  unwrap(api.PATCH("/v1/operator/tenants/{id}/quota", { params: { path: { id } }, body }));
