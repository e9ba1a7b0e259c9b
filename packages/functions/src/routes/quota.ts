import { quotaAnswer, setTenantQuota, showQuota, showTenantQuota, tenantQuotaAnswer } from "@hostwright/core/quota";
import { route } from "../route.ts";

export const quotaRoutes = [
  route("GET /v1/quota", showQuota, {
    answer: quotaAnswer,
    tag: "Account",
    summary: "What you may have, and have",
    description:
      "What goes beyond is refused with `resource_limit_exceeded`; its `details.quota` says which resource, and the numbers. Ask support for more.",
  }),
  route("GET /v1/operator/tenants/{id}/quota", showTenantQuota, {
    answer: tenantQuotaAnswer,
    tag: "Operators",
    summary: "A tenant's quota",
  }),
  route("PATCH /v1/operator/tenants/{id}/quota", setTenantQuota, {
    answer: tenantQuotaAnswer,
    tag: "Operators",
    summary: "Set a tenant's quota",
    description: "Instead of the platform's defaults. What a tenant has already stays; only more is refused.",
  }),
];
