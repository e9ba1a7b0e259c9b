import { sentenceCase } from "./sentence-case.ts";

/** States of servers, actions and audit entries. */
const STATUSES: Record<string, string> = {
  creating: "Creating",
  running: "Running",
  stopped: "Stopped",
  starting: "Starting",
  stopping: "Stopping",
  rebooting: "Restarting",
  resizing: "Resizing",
  rebuilding: "Rebuilding",
  restoring: "Restoring",
  migrating: "Moving",
  deleting: "Deleting",
  failed: "Failed",
  deleted: "Deleted",
  success: "Succeeded",
  error: "Failed",
  done: "Done",
  denied: "Denied",
};
export const statusTitle = (status: string): string => STATUSES[status] ?? sentenceCase(status);
export const actionStatusTitle = (status: string): string =>
  status === "running" ? "In progress" : statusTitle(status);
