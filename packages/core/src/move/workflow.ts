import type { Workflow } from "../kernel/index.ts";
import { moveWorkflow } from "./move.workflow.ts";

export const moveWorkflows: Workflow[] = [moveWorkflow];
