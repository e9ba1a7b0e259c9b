import { adoptionJobs, adoptionResults } from "@hostwright/core/adoption/jobs";
import { backupJobs, backupResults } from "@hostwright/core/backup/jobs";
import { consoleJobs, consoleResults } from "@hostwright/core/console/jobs";
import { monitoringJobs, monitoringResults } from "@hostwright/core/monitoring/jobs";
import { moveJobs, moveResults } from "@hostwright/core/move/jobs";
import { reconcileJobs, reconcileResults } from "@hostwright/core/reconcile/jobs";
import { serverJobs, serverResults } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { adopt, disown } from "./adopt.ts";
import { backup, deleteBackup } from "./backup.ts";
import { clone } from "./clone.ts";
import { configure } from "./configure.ts";
import { openConsole } from "./console.ts";
import type { JobContext } from "./context.ts";
import { destroy } from "./destroy.ts";
import { hold } from "./hold.ts";
import { metrics } from "./metrics.ts";
import { look, move } from "./move.ts";
import { power } from "./power.ts";
import { protect } from "./protect.ts";
import { reapply } from "./reapply.ts";
import { release } from "./release.ts";
import { rescue } from "./rescue.ts";
import { resetAccess } from "./reset-access.ts";
import { reshape } from "./reshape.ts";
import { restore } from "./restore.ts";
import { settleRestored } from "./settle-restored.ts";
import { deleteSnapshot, rollback, snapshot } from "./snapshot.ts";

/** A job whose payload is understood, ready to run. */
export interface Prepared {
  endpoint: string;
  /** Jobs with the same turn run one after another: clones of one template on one node. */
  turn: string | null;
  run(ctx: JobContext): Promise<Record<string, unknown>>;
}

type Prepare = (payload: unknown) => Prepared | string;
/** What every job says: the endpoint it is about. A template, where it clones one; a turn, where it must wait for others. */
type Job = { endpoint: string; template?: { node: string; vmid: number }; turn?: string };

/** A job kind: its schemas, and a convergent handler that looks before it acts, so that doing it twice is doing it once. */
function kind<J extends z.ZodType<Job>, R extends z.ZodType<Record<string, unknown>>>(
  schema: J,
  _result: R,
  handler: (ctx: JobContext, job: z.output<J>) => Promise<z.output<R>>,
): Prepare {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success)
      return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    const job = parsed.data;
    return { endpoint: job.endpoint, turn: turnOf(job), run: (ctx) => handler(ctx, job) };
  };
}

/** Proxmox waits one second for a template's lock, then fails. For backups it waits, but a job of ours would wait with it. */
function turnOf({ endpoint, template, turn }: Job): string | null {
  if (template) return `${endpoint}/${template.node}/${template.vmid}`;
  return turn ? `${endpoint}/${turn}` : null;
}

const KINDS: ReadonlyMap<string, Prepare> = new Map(
  Object.entries({
    "monitoring.metrics": kind(monitoringJobs["monitoring.metrics"], monitoringResults["monitoring.metrics"], metrics),
    "adoption.adopt": kind(adoptionJobs["adoption.adopt"], adoptionResults["adoption.adopt"], adopt),
    "adoption.disown": kind(adoptionJobs["adoption.disown"], adoptionResults["adoption.disown"], disown),
    "console.open": kind(consoleJobs["console.open"], consoleResults["console.open"], openConsole),
    "backup.snapshot": kind(backupJobs["backup.snapshot"], backupResults["backup.snapshot"], snapshot),
    "backup.delete_snapshot": kind(
      backupJobs["backup.delete_snapshot"],
      backupResults["backup.delete_snapshot"],
      deleteSnapshot,
    ),
    "backup.rollback": kind(backupJobs["backup.rollback"], backupResults["backup.rollback"], rollback),
    "backup.settle": kind(backupJobs["backup.settle"], backupResults["backup.settle"], settleRestored),
    "backup.create": kind(backupJobs["backup.create"], backupResults["backup.create"], backup),
    "backup.delete": kind(backupJobs["backup.delete"], backupResults["backup.delete"], deleteBackup),
    "backup.restore": kind(backupJobs["backup.restore"], backupResults["backup.restore"], restore),
    "reconcile.reapply": kind(reconcileJobs["reconcile.reapply"], reconcileResults["reconcile.reapply"], reapply),
    "server.move": kind(moveJobs["server.move"], moveResults["server.move"], move),
    "server.look": kind(moveJobs["server.look"], moveResults["server.look"], look),
    "server.clone": kind(serverJobs["server.clone"], serverResults["server.clone"], clone),
    "server.configure": kind(serverJobs["server.configure"], serverResults["server.configure"], configure),
    "server.protect": kind(serverJobs["server.protect"], serverResults["server.protect"], protect),
    "server.reshape": kind(serverJobs["server.reshape"], serverResults["server.reshape"], reshape),
    "server.rescue": kind(serverJobs["server.rescue"], serverResults["server.rescue"], rescue),
    "server.reset_access": kind(serverJobs["server.reset_access"], serverResults["server.reset_access"], resetAccess),
    "server.power": kind(serverJobs["server.power"], serverResults["server.power"], power),
    "server.hold": kind(serverJobs["server.hold"], serverResults["server.hold"], hold),
    "server.release": kind(serverJobs["server.release"], serverResults["server.release"], release),
    "server.destroy": kind(serverJobs["server.destroy"], serverResults["server.destroy"], destroy),
  }),
);

/** @returns what is wrong with the job, as text, or the job ready to run. */
export function prepare(name: string, payload: unknown): Prepared | string {
  return KINDS.get(name)?.(payload) ?? `unknown job kind '${name}'`;
}
