import type { Workflow } from "../kernel/index.ts";
import { setFirewallWorkflow } from "./set.ts";
import { setSmtpWorkflow } from "./smtp.ts";

/** The workflows that change what a server's network lets through. */
export const firewallWorkflows: Workflow[] = [setFirewallWorkflow, setSmtpWorkflow];
