import type { Clock } from "@hostwright/core/kernel/clock";
import type { Endpoint } from "./endpoint.ts";
import { ProxmoxError } from "./proxmox/error.ts";

export interface Problem {
  endpoint: string;
  code:
    | "endpoint_unreachable"
    | "version_too_old"
    | "token_refused"
    | "token_rights_missing"
    | "cluster_firewall_off"
    | "check_failed";
  /** For the operator. */
  message: string;
}

/** `overrule-shutdown` and the error texts relied upon. */
const OLDEST_VERSION = [8, 2] as const;

/** What the jobs need, as docs/operate/site.md tells the operator to grant. */
const PRIVILEGES = [
  "Datastore.AllocateSpace",
  "Datastore.Audit",
  "SDN.Use",
  "Sys.Audit",
  "VM.Allocate",
  "VM.Audit",
  // Without it the backups of an id's earlier owner are invisible.
  "VM.Backup",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.Console",
  "VM.Migrate",
  "VM.PowerMgmt",
  "VM.Snapshot",
  "VM.Snapshot.Rollback",
];

/** A heartbeat must not wait for an endpoint that hangs. */
const PATIENCE_MS = 10_000;

/** Asks an endpoint whether jobs can work there, and safely. Changes nothing; never throws for what it finds. */
export async function checkSite(endpoint: Endpoint, clock: Clock, stop: AbortSignal): Promise<Problem[]> {
  const patience = new AbortController();
  const giveUp = () => patience.abort(stop.reason);
  stop.addEventListener("abort", giveUp, { once: true });
  const cancel = clock.after(PATIENCE_MS, () => patience.abort(new Slow(`no answer within ${PATIENCE_MS / 1000} s`)));
  try {
    return await ask(endpoint, patience.signal);
  } finally {
    cancel();
    stop.removeEventListener("abort", giveUp);
  }
}

class Slow extends Error {}

async function ask(endpoint: Endpoint, signal: AbortSignal): Promise<Problem[]> {
  const problem = (code: Problem["code"], message: string): Problem => ({ endpoint: endpoint.name, code, message });
  try {
    const { proxmox } = endpoint;
    const { version } = await proxmox.read("GET /version", {}, signal);
    const permissions = await proxmox.read("GET /access/permissions", {}, signal);
    const granted = new Set(Object.values(permissions).flatMap((privileges) => Object.keys(privileges)));
    const missing = PRIVILEGES.filter((privilege) => !granted.has(privilege));
    const firewall = await proxmox.read("GET /cluster/firewall/options", {}, signal);
    return [
      ...(isOld(version)
        ? [problem("version_too_old", `Proxmox VE ${version} is older than ${OLDEST_VERSION.join(".")}`)]
        : []),
      ...(missing.length > 0 ? [problem("token_rights_missing", `the API token lacks ${missing.join(", ")}`)] : []),
      ...(firewall.enable
        ? []
        : [problem("cluster_firewall_off", "the cluster firewall is off: no VM's filters work")]),
    ];
  } catch (error) {
    if (error instanceof Slow) return [problem("endpoint_unreachable", error.message)];
    if (!(error instanceof ProxmoxError))
      return [problem("check_failed", error instanceof Error ? error.message : String(error))];
    if (error.outcome !== "refused") return [problem("endpoint_unreachable", error.words)];
    if (error.status === 401 || error.status === 403) return [problem("token_refused", error.words)];
    return [problem("check_failed", error.words)];
  }
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(/[.-]/).map(Number);
  return major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1]);
}
