export { listAudit } from "./queries.ts";
export { auditList } from "./schema.ts";
