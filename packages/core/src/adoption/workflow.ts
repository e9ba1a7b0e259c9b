import type { Workflow } from "../kernel/index.ts";
import { adoptWorkflow, disownWorkflow } from "./adopt.workflow.ts";

export const adoptionWorkflows: Workflow[] = [adoptWorkflow, disownWorkflow];
