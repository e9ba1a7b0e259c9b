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
  /** What its owner guards it against. */
  protection: { delete: boolean; rebuild: boolean };
  /** Whether it boots the rescue system instead of its disk. */
  rescue: boolean;
  /** Brought over from another system that still runs it: here it can only be looked at until it is handed over. */
  managed_elsewhere: boolean;
}

export type Refusal = {
  ok: false;
  code: "locked" | "server_suspended" | "conflict" | "protected" | "server_not_stopped" | "managed_elsewhere";
  /** A sentence for the customer. */
  reason: string;
};
export type Verdict = { ok: true } | Refusal;

const yes: Verdict = { ok: true };
const no = (code: Refusal["code"], reason: string): Verdict => ({ ok: false, code, reason });

const suspended = no("server_suspended", "The server is suspended. Its holds say why; support can lift them.");
const locked = no("locked", "Another action is changing this server. Wait until it has ended.");
const elsewhere = no(
  "managed_elsewhere",
  "The server is still run by the system it comes from. It can be changed here once it has been handed over.",
);
const failed = no("conflict", "The server was never created. Delete it and order again.");
const guardedFromDeletion = no("protected", "The server is protected against deletion. Lift the protection first.");
const guardedFromRebuild = no("protected", "The server is protected against rebuilding. Lift the protection first.");
const rescued = no("conflict", "The server is in the rescue system. Leave the rescue system first.");
const due = no("conflict", "The server is scheduled for deletion. Cancel the deletion first.");

/** What refuses every change by a tenant, in the order a customer should learn of it. */
function blocked(server: ServerState): Verdict | undefined {
  if (server.managed_elsewhere) return elsewhere;
  if (server.suspended) return suspended;
  if (server.status === "failed") return failed;
  if (server.action !== null) return locked;
  return undefined;
}

/** What stands against a change that shuts the server down and brings it up again. */
const notNow = (server: ServerState): Verdict | undefined =>
  server.rescue ? rescued : server.deletion_due ? due : undefined;

const needsRunning = (server: ServerState): Verdict =>
  blocked(server) ?? (server.status === "running" ? yes : no("conflict", "The server is not running."));

/** States in which there is something to be seen on a console. */
const WITH_POWER = new Set(["running", "starting", "stopping", "rebooting"]);

export const serverCan = {
  start: (server: ServerState): Verdict =>
    blocked(server) ??
    (server.deletion_due ? due : server.status === "stopped" ? yes : no("conflict", "The server is already running.")),
  shutdown: needsRunning,
  stop: needsRunning,
  reboot: needsRunning,
  /** Another plan: done while it is off. */
  resize: (server: ServerState): Verdict => blocked(server) ?? notNow(server) ?? yes,
  /** A new system in place of the old one, on the same addresses. */
  rebuild: (server: ServerState): Verdict =>
    blocked(server) ?? (server.protection.rebuild ? guardedFromRebuild : (notNow(server) ?? yes)),
  enableRescue: (server: ServerState): Verdict =>
    blocked(server) ??
    (server.rescue ? no("conflict", "The server is in the rescue system already.") : (notNow(server) ?? yes)),
  disableRescue: (server: ServerState): Verdict =>
    blocked(server) ?? (server.rescue ? yes : no("conflict", "The server is not in the rescue system.")),
  /** New password or keys: asked of the system inside, so its own disk must have booted. */
  resetAccess: (server: ServerState): Verdict => blocked(server) ?? notNow(server) ?? yes,
  /** Guarding it, or no longer, changes nothing that runs. */
  protect: (server: ServerState): Verdict =>
    server.managed_elsewhere
      ? elsewhere
      : server.status === "deleting" || server.status === "failed" || server.status === "deleted"
        ? no("conflict", "There is nothing left of the server to protect.")
        : yes,
  /** A server that is being created may be deleted: that cancels its creation. */
  delete: (server: ServerState): Verdict => {
    if (server.managed_elsewhere) return elsewhere;
    if (server.suspended) return suspended;
    if (server.status === "deleting") return no("locked", "The server is being deleted already.");
    if (server.protection.delete && server.status !== "failed") return guardedFromDeletion;
    return server.action === null || server.status === "creating" ? yes : locked;
  },
  scheduleDeletion: (server: ServerState): Verdict =>
    blocked(server) ??
    (server.protection.delete
      ? guardedFromDeletion
      : server.deletion_due
        ? no("conflict", "The server is scheduled for deletion already.")
        : yes),
  /** Looking at it changes nothing, so it does not wait for what is under way. */
  console: (server: Pick<ServerState, "status" | "suspended" | "managed_elsewhere">): Verdict => {
    if (server.managed_elsewhere) return elsewhere;
    if (server.suspended) return suspended;
    if (server.status === "failed") return failed;
    return WITH_POWER.has(server.status) ? yes : no("conflict", "The server is not running.");
  },
  /** Possible until it is due and has begun, suspended or not. */
  cancelDeletion: (server: ServerState): Verdict =>
    server.managed_elsewhere
      ? elsewhere
      : server.status === "deleting" || !server.deletion_due
        ? no("conflict", "No deletion is scheduled.")
        : yes,
  /** Running or not: the disk is taken as it is. */
  snapshot: (server: ServerState): Verdict => blocked(server) ?? yes,
  backup: (server: ServerState): Verdict => blocked(server) ?? yes,
  /** Back to a snapshot or a backup: what was written since is lost. */
  restore: (server: ServerState): Verdict => blocked(server) ?? (server.rescue ? rescued : yes),
  setFirewall: (server: ServerState): Verdict => blocked(server) ?? yes,
  changeAddresses: (server: ServerState): Verdict => blocked(server) ?? yes,
  setReverseDns: (server: ServerState): Verdict =>
    server.suspended ? suspended : server.status === "failed" ? failed : serverCan.rename(server),
  /** Operators: open or close outgoing mail, of a suspended server too. */
  setSmtp: (server: ServerState): Verdict => blocked({ ...server, suspended: false }) ?? yes,
  rename: (server: ServerState): Verdict =>
    server.managed_elsewhere
      ? elsewhere
      : server.status === "deleting" || server.status === "deleted"
        ? no("conflict", "The server is being deleted.")
        : yes,
  /** Operators, held or not: to another node of its cluster. */
  move: (server: ServerState): Verdict => {
    if (server.managed_elsewhere) return elsewhere;
    if (server.action !== null) return locked;
    return server.status === "running" || server.status === "stopped"
      ? yes
      : no("conflict", "Only a server that is set up can be moved.");
  },
  /** Operators: pre-empts whatever runs. */
  hold: (server: ServerState): Verdict =>
    server.managed_elsewhere
      ? elsewhere
      : server.status === "deleting" || server.status === "failed"
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

/** What of a plan decides whether a server may change to it. */
export interface PlanSize {
  id: string;
  name: string;
  disk_gb: number;
}

/**
 * Whether a server may change to a plan. Disks only grow: a plan whose disk is smaller than the server's is refused
 * before anything is tried. Keeping the disk as it is (`upgradeDisk` false) leaves the way back to the smaller plan open.
 */
export function canResizeTo(
  server: { plan: { id: string }; disk_gb: number },
  plan: PlanSize,
  upgradeDisk: boolean,
): Verdict {
  if (plan.disk_gb < server.disk_gb)
    return no(
      "conflict",
      `A disk can only grow: the server has ${server.disk_gb} GB, and the plan ${plan.name} only ${plan.disk_gb} GB.`,
    );
  const grows = upgradeDisk && plan.disk_gb > server.disk_gb;
  return plan.id === server.plan.id && !grows ? no("conflict", `The server has the plan ${plan.name} already.`) : yes;
}
