import { workflows } from "./app.ts";
import { actionRoutes } from "./routes/action.ts";
import { auditRoutes } from "./routes/audit.ts";
import { catalogRoutes } from "./routes/catalog.ts";
import { identityRoutes } from "./routes/identity.ts";
import { placementRoutes } from "./routes/placement.ts";
import { serverRoutes } from "./routes/server.ts";
import { systemRoutes } from "./routes/system.ts";

/**
 * The one list of what runs: the Lambda wiring (stacks/), the local server (packages/local) and the API's description
 * are made from it.
 */

/** The routes of each API Lambda, by context. Handler: `src/handlers/api-<name>.ts`. */
export const apis = {
  system: systemRoutes,
  identity: identityRoutes,
  catalog: catalogRoutes,
  server: serverRoutes,
  action: actionRoutes,
  placement: placementRoutes,
  audit: auditRoutes,
} as const;

export { workflows };

export type Access = "database" | "executions" | "jobs" | "events" | "tasks";

/** Every Lambda, with what it may reach. Handler: `src/handlers/<name>.ts`. */
export const functions: Record<string, { timeoutSeconds: number; memoryMb: number; access: Access[] }> = {
  ...Object.fromEntries(
    Object.keys(apis).map((name) => [
      `api-${name}`,
      { timeoutSeconds: 15, memoryMb: 512, access: ["database", "executions", "jobs", "events", "tasks"] as Access[] },
    ]),
  ),
  /** Runs every control-plane step of every workflow. */
  step: { timeoutSeconds: 60, memoryMb: 512, access: ["database", "jobs", "tasks", "executions", "events"] },
  /** Takes what relays say. */
  results: { timeoutSeconds: 30, memoryMb: 512, access: ["database", "tasks", "events"] },
  /** Outbox, overdue jobs, due deletions and holds, retention. */
  schedule: { timeoutSeconds: 120, memoryMb: 512, access: ["database", "executions", "jobs", "events", "tasks"] },
};

/** Queues: one of jobs for each location, one for all that relays say. Both FIFO with a dead-letter queue. */
export const queues = {
  jobs: {
    name: (location: string) => `hostwright-jobs-${location}.fifo`,
    visibilitySeconds: 60,
    maxReceiveCount: 20,
    retentionDays: 14,
  },
  results: {
    name: "hostwright-results.fifo",
    visibilitySeconds: 60,
    maxReceiveCount: 20,
    retentionDays: 14,
    consumer: "results",
    batchSize: 10,
  },
} as const;

export const schedules = [
  { name: "sweep", everyMinutes: 1, function: "schedule", payload: { task: "sweep" } },
  { name: "forget", everyMinutes: 60, function: "schedule", payload: { task: "forget" } },
] as const;

/** Event subscriptions: none yet inside the product; the bus is there for operators' own rules. */
export const subscriptions: { name: string; detailTypes: string[]; function: string }[] = [];
