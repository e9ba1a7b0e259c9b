export { adoptServer, disownServer } from "./adopt.ts";
export { differencesOf, type Recorded, type SpecDifference } from "./differences.ts";
export { handBackServer, handOverServer } from "./hand-over.ts";
export { type SeenVm, seenVm } from "./jobs.ts";
export { listAdoptions } from "./queries.ts";
export {
  adoptionActionAnswer,
  adoptionAnswer,
  adoptionList,
  handOverAnswer,
} from "./schema.ts";
export type {} from "./tables.ts";
export { adoptionWorkflows } from "./workflow.ts";
