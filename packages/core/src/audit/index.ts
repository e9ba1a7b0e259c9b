export { anchorAudit } from "./anchor.ts";
export { expireAudit } from "./expire.ts";
export { listAudit } from "./queries.ts";
export { auditList } from "./schema.ts";
export { sealAudit } from "./seal.ts";
export type {} from "./tables.ts";
export { chainsToVerify, type Problem, type Verdict, verifyChain } from "./verify.ts";
