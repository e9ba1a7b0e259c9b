export { decideFinding } from "./decide.ts";
export { forgetFindings } from "./forget.ts";
export { muteFinding, unmuteFinding } from "./mute.ts";
export { getFinding, listFindings } from "./queries.ts";
export { reconcile } from "./reconcile.ts";
export { decideAnswer, findingAnswer, findingList } from "./schema.ts";
export type {} from "./tables.ts";
export { reconcileWorkflows } from "./workflow.ts";
