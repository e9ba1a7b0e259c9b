import { MAIL_DUE } from "@hostwright/core/notice";
import { EVENT_TYPES } from "@hostwright/core/webhook";
import { workflows } from "./app.ts";
import { accessRoutes } from "./routes/access.ts";
import { actionRoutes } from "./routes/action.ts";
import { addressRoutes } from "./routes/address.ts";
import { archiveRoutes } from "./routes/archive.ts";
import { auditRoutes } from "./routes/audit.ts";
import { backupRoutes } from "./routes/backup.ts";
import { catalogRoutes } from "./routes/catalog.ts";
import { consoleRoutes } from "./routes/console.ts";
import { firewallRoutes } from "./routes/firewall.ts";
import { identityRoutes } from "./routes/identity.ts";
import { migrationRoutes } from "./routes/migration.ts";
import { monitoringRoutes } from "./routes/monitoring.ts";
import { placementRoutes } from "./routes/placement.ts";
import { quotaRoutes } from "./routes/quota.ts";
import { reconcileRoutes } from "./routes/reconcile.ts";
import { serverRoutes } from "./routes/server.ts";
import { staffRoutes } from "./routes/staff.ts";
import { systemRoutes } from "./routes/system.ts";
import { webhookRoutes } from "./routes/webhook.ts";

/**
 * The one list of what runs: the Lambda wiring (stacks/), the local server (packages/local) and the API's description
 * are made from it.
 */

/** The routes of each API Lambda, by context. Handler: `src/handlers/api-<name>.ts`. */
export const apis = {
  system: systemRoutes,
  identity: identityRoutes,
  access: accessRoutes,
  catalog: catalogRoutes,
  server: serverRoutes,
  address: addressRoutes,
  firewall: firewallRoutes,
  backup: backupRoutes,
  console: consoleRoutes,
  action: actionRoutes,
  placement: placementRoutes,
  monitoring: monitoringRoutes,
  reconcile: reconcileRoutes,
  migration: migrationRoutes,
  archive: archiveRoutes,
  webhook: webhookRoutes,
  audit: auditRoutes,
  staff: staffRoutes,
  quota: quotaRoutes,
} as const;

export { workflows };

/**
 * What a function reaches. Messages leave through the outbox right after a commit (`transact`), from the function that
 * wrote them: `executions` starts workflows, `tasks` completes waiting steps, `jobs` goes to relays, `events` to the bus, `connections` to the
 * WebSocket API's connections. `mail` is Amazon SES, where letters go by it.
 * `anchors` are put where they stay, `anchors-read` looks at them. `objects-read` hands out files, `objects-remove` takes them away for good. `limits` counts requests, in the stage's own store where there is one.
 * A message its writer may not deliver is not lost: it waits for the sweep.
 */
export type Access =
  | "database"
  | "executions"
  | "jobs"
  | "events"
  | "tasks"
  | "connections"
  | "mail"
  | "anchors"
  | "anchors-read"
  | "objects-read"
  | "objects-remove"
  | "limits";

/**
 * Secrets a function reads when it starts: `signing-keys` mint access tokens, `verification-keys` are their public
 * halves, `seal-key` opens what is kept sealed (seeds, signing secrets, what is personal in audit rows), `audit-keys` sign anchors and
 * checkpoints, `audit-verification-keys` are their public halves, `order-review` signs what is asked before an order,
 * `operator-oidc` is our client's at the operators' sign-in provider, `origin` is
 * what CloudFront adds to each request, `dashboard` what the dashboard adds to its own, `limit-store` the password of the store that
 * counts requests, where a stage has one.
 */
export type Secret =
  | "signing-keys"
  | "verification-keys"
  | "seal-key"
  | "audit-keys"
  | "audit-verification-keys"
  | "origin"
  | "dashboard"
  | "order-review"
  | "operator-oidc"
  | "limit-store";

export interface FunctionSpec {
  timeoutSeconds: number;
  memoryMb: number;
  access: readonly Access[];
  secrets: readonly Secret[];
  /** Invocations at once, where more would not help. */
  concurrency?: number;
}

/** What the routes of an API Lambda reach beyond the database. */
const beyond: Partial<Record<keyof typeof apis, readonly Access[]>> = {
  /** Wakes the post. */
  identity: ["events"],
  /** Orders, power, holds and deletions start actions and cancel those in their way. */
  server: ["executions", "tasks", "events"],
  /** Opening a console asks a relay, and ends the one that was open. */
  console: ["jobs", "connections"],
  /** Asks relays for newer metrics. */
  monitoring: ["jobs"],
  /** Decisions start actions. */
  reconcile: ["executions", "events"],
  /** Marking VMs and handing them over start actions. */
  migration: ["executions", "tasks", "events"],
  /** Snapshots, backups and restores start actions. */
  backup: ["executions"],
  /** Extra addresses, rules and outgoing mail are changed by actions. */
  address: ["executions"],
  firewall: ["executions"],
  /** A test and a replay are handed to who posts them. */
  webhook: ["events"],
  /** Compares chains with their anchors. */
  audit: ["anchors-read"],
  /** Files of tickets. */
  archive: ["objects-read"],
  /** Undoing again starts an execution. */
  action: ["executions"],
};

/** Where things are ordered. */
const orders: ReadonlySet<string> = new Set(["server", "address"] satisfies (keyof typeof apis)[]);

/** A name of `apis` as such. */
const apiNames = Object.keys(apis).filter((name): name is keyof typeof apis => name in apis);

function apiFunction(name: keyof typeof apis): FunctionSpec {
  const signsIn = name === "identity";
  // Whatever writes an audit row encrypts what is personal in it: a refusal does, even where all else is reading.
  const records = apis[name].some((route) => !route.operation.permission.startsWith("public:")) || signsIn;
  return {
    timeoutSeconds: 15,
    // A whole processor for argon2id; the rest mostly wait for the database.
    memoryMb: signsIn ? 1769 : 512,
    access: ["database", "limits", ...(beyond[name] ?? [])],
    secrets: [
      "origin",
      "dashboard",
      "limit-store",
      signsIn ? "signing-keys" : "verification-keys",
      ...(records ? (["seal-key"] as const) : []),
      ...(signsIn ? (["operator-oidc"] as const) : []),
      ...(orders.has(name) ? (["order-review"] as const) : []),
      ...(name === "audit" ? (["audit-verification-keys"] as const) : []),
    ],
  };
}

/** Every Lambda by name. Handler: `src/handlers/<name>.ts`. */
export const functions: Readonly<Record<string, FunctionSpec>> = {
  ...Object.fromEntries(apiNames.map((name) => [`api-${name}`, apiFunction(name)])),
  /** Runs every control-plane step of every workflow. */
  step: {
    timeoutSeconds: 60,
    memoryMb: 512,
    access: ["database", "jobs", "tasks", "executions", "events"],
    secrets: [],
  },
  /** Takes what relays say. */
  results: { timeoutSeconds: 30, memoryMb: 512, access: ["database", "tasks", "events"], secrets: [] },
  /** Lets both sides of a console in, and passes on what they say. */
  "console-socket": { timeoutSeconds: 15, memoryMb: 512, access: ["database", "connections"], secrets: [] },
  /** Posts events to tenants' webhooks: the one function that speaks to addresses others have chosen. */
  webhooks: { timeoutSeconds: 60, memoryMb: 256, access: ["database"], secrets: ["seal-key"], concurrency: 10 },
  /** Posts letters: the one function that may. */
  mail: { timeoutSeconds: 120, memoryMb: 256, access: ["database", "mail"], secrets: ["seal-key"], concurrency: 2 },
  /** Outbox, overdue jobs, due deletions and holds, retention. */
  schedule: {
    timeoutSeconds: 120,
    memoryMb: 512,
    access: ["database", "executions", "jobs", "events", "tasks", "connections", "anchors", "objects-remove"],
    secrets: ["seal-key", "audit-keys"],
    concurrency: 2,
  },
};

/** The API Lambda that answers what no route matches. */
export const fallback = "api-system";

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
  { name: "webhooks", everyMinutes: 1, function: "webhooks", payload: { task: "retry" } },
  { name: "mail", everyMinutes: 1, function: "mail", payload: { task: "post" } },
  { name: "forget", everyMinutes: 60, function: "schedule", payload: { task: "forget" } },
] as const;

/** WebSocket APIs: each has the routes `$connect`, `$disconnect` and `$default`, answered by one function. */
export const websockets = [{ name: "console", function: "console-socket" }] as const;

/** Which events of the bus go to which function. Operators' own rules are beside these. */
export const subscriptions: readonly { name: string; detailTypes: readonly string[]; function: string }[] = [
  { name: "webhooks", detailTypes: [...Object.keys(EVENT_TYPES), "webhook.delivery_due"], function: "webhooks" },
  { name: "mail", detailTypes: [MAIL_DUE], function: "mail" },
];
