export { cancelAction } from "./cancel.ts";
export { jobId, scheduleJob } from "./job.ts";
export type { JobMessage } from "./jobs.ts";
export { sweepJobs } from "./overdue.ts";
export {
  actionRef,
  getAction,
  getActionAsOperator,
  listActions,
  listActionsAsOperator,
  RELAY_AWAY_SECONDS,
  retryUndo,
} from "./queries.ts";
export { isStepDone } from "./repository.ts";
export { takeRelayMessage } from "./results.ts";
export {
  type ActionView,
  actionAnswer,
  actionList,
  actionShape,
  operatorActionAnswer,
  operatorActionList,
} from "./schema.ts";
export { type ActionOrder, executionName, startAction } from "./start.ts";
export { Retryable, runStep, StepFailed } from "./step.ts";
export type {} from "./tables.ts";
