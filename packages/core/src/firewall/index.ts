export * from "./schema.ts";
export { setFirewall } from "./set.ts";
export { getFirewall } from "./show.ts";
export { setSmtp } from "./smtp.ts";
export type {} from "./tables.ts";
export { firewallWorkflows } from "./workflow.ts";
