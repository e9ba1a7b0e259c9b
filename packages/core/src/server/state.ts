/**
 * What may be done to a server in which state, and why not. The one table for commands, testbed and the dashboard's
 * buttons. Pure: the dashboard imports it too.
 */
export interface ServerState {
  status: string;
  /** Whether any hold is in force. */
  suspended: boolean;
  /** The action that changes it right now. */
  action: string | null;
  deletion_due: string | Date | null;
}

export type Refusal = {
  ok: false;
  code: "locked" | "server_suspended" | "conflict" | "server_not_stopped";
  /** A sentence for the customer. */
  reason: string;
};
export type Verdict = { ok: true } | Refusal;

const yes: Verdict = { ok: true };
const no = (code: Refusal["code"], reason: string): Verdict => ({ ok: false, code, reason });

const suspended = no("server_suspended", "The server is suspended. Its holds say why; support can lift them.");
const locked = no("locked", "Another action is changing this server. Wait until it has ended.");
const failed = no("conflict", "The server was never created. Delete it and order again.");
const due = no("conflict", "The server is scheduled for deletion. Cancel the deletion first.");

/** What refuses every change by a tenant, in the order a customer should learn of it. */
function blocked(server: ServerState): Verdict | undefined {
  if (server.suspended) return suspended;
  if (server.status === "failed") return failed;
  if (server.action !== null) return locked;
  return undefined;
}

const needsRunning = (server: ServerState): Verdict =>
  blocked(server) ?? (server.status === "running" ? yes : no("conflict", "The server is not running."));

export const serverCan = {
  start: (server: ServerState): Verdict =>
    blocked(server) ??
    (server.deletion_due ? due : server.status === "stopped" ? yes : no("conflict", "The server is already running.")),
  shutdown: needsRunning,
  stop: needsRunning,
  reboot: needsRunning,
  /** A server that is being created may be deleted: that cancels its creation. */
  delete: (server: ServerState): Verdict => {
    if (server.suspended) return suspended;
    if (server.status === "deleting") return no("locked", "The server is being deleted already.");
    return server.action === null || server.status === "creating" ? yes : locked;
  },
  scheduleDeletion: (server: ServerState): Verdict =>
    blocked(server) ?? (server.deletion_due ? no("conflict", "The server is scheduled for deletion already.") : yes),
  /** Possible until it is due and has begun, suspended or not. */
  cancelDeletion: (server: ServerState): Verdict =>
    server.status === "deleting" || !server.deletion_due ? no("conflict", "No deletion is scheduled.") : yes,
  rename: (server: ServerState): Verdict =>
    server.status === "deleting" || server.status === "deleted" ? no("conflict", "The server is being deleted.") : yes,
  /** Operators: pre-empts whatever runs. */
  hold: (server: ServerState): Verdict =>
    server.status === "deleting" || server.status === "failed"
      ? no("conflict", "Nothing of this server runs that could be held.")
      : yes,
} as const;

export type ServerVerb = keyof typeof serverCan;
export const POWER_VERBS = ["start", "shutdown", "stop", "reboot"] as const satisfies readonly ServerVerb[];
export type PowerVerb = (typeof POWER_VERBS)[number];

/** States that pass by themselves: the dashboard polls meanwhile. */
export const TRANSITIONAL = [
  "creating",
  "starting",
  "stopping",
  "rebooting",
  "resizing",
  "rebuilding",
  "restoring",
  "migrating",
  "deleting",
] as const;
export const isTransitional = (status: string): boolean => TRANSITIONAL.some((one) => one === status);

/** What must not be broken off half-way: a hold waits until it has ended, and it does not start a held server. */
export const UNINTERRUPTED = ["creating", "resizing", "rebuilding", "restoring", "migrating"] as const;
export const isUninterrupted = (status: string): boolean => UNINTERRUPTED.some((one) => one === status);
