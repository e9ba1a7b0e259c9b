import type { Workflow } from "../kernel/index.ts";
import { destroyOrphanWorkflow } from "./destroy-orphan.workflow.ts";
import { reapplyWorkflow } from "./reapply.workflow.ts";

/** What operators set going when what is there differs from what should be. */
export const reconcileWorkflows: Workflow[] = [reapplyWorkflow, destroyOrphanWorkflow];
