export { refuseBeyondQuota, requireQuota } from "./check.ts";
export { quotaOf, showQuota, showTenantQuota } from "./queries.ts";
export { requestRate } from "./rates.ts";
export { quotaAnswer, tenantQuotaAnswer } from "./schema.ts";
export { setTenantQuota } from "./set.ts";
export type {} from "./tables.ts";
export { takeTurn, turnOf } from "./usage.ts";
