export { moveServer } from "./move.ts";
export type {} from "./tables.ts";
export { moveWorkflows } from "./workflow.ts";
