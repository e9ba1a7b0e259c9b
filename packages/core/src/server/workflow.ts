import type { Workflow } from "../kernel/index.ts";
import { createWorkflow } from "./create.workflow.ts";
import { deleteWorkflow } from "./delete.ts";
import { holdWorkflow, releaseWorkflow } from "./hold.workflow.ts";
import { powerWorkflows } from "./power.ts";
import { rebuildWorkflow } from "./rebuild.ts";
import { disableRescueWorkflow, enableRescueWorkflow } from "./rescue.ts";
import { resetAccessWorkflow } from "./reset-access.ts";
import { resizeWorkflow } from "./resize.workflow.ts";

/** The workflows that change a server. */
export const serverWorkflows: Workflow[] = [
  createWorkflow,
  ...Object.values(powerWorkflows),
  resizeWorkflow,
  rebuildWorkflow,
  enableRescueWorkflow,
  disableRescueWorkflow,
  resetAccessWorkflow,
  holdWorkflow,
  releaseWorkflow,
  deleteWorkflow,
];
