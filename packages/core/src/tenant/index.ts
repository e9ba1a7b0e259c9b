export { type Order, requireApproved, requireOrder, reviewOrder } from "./order-review.ts";
export type { MembershipTable, TenantStatus, TenantTable } from "./tables.ts";
