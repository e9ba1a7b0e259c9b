import type { Workflow } from "../kernel/index.ts";
import { addAddressWorkflow } from "./order.ts";
import { releaseAddressWorkflow } from "./release.ts";

/** The workflows that give a server more addresses, and take them again. */
export const addressWorkflows: Workflow[] = [addAddressWorkflow, releaseAddressWorkflow];
