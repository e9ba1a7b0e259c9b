import type { Workflow } from "../kernel/index.ts";
import { createWorkflow } from "./create.workflow.ts";
import { deleteWorkflow } from "./delete.ts";
import { holdWorkflow, releaseWorkflow } from "./hold.workflow.ts";
import { powerWorkflows } from "./power.ts";

/** The workflows that change a server. */
export const serverWorkflows: Workflow[] = [
  createWorkflow,
  ...Object.values(powerWorkflows),
  holdWorkflow,
  releaseWorkflow,
  deleteWorkflow,
];
