import { consoleJobs, consoleResults } from "@hostwright/core/console/jobs";
import { monitoringJobs, monitoringResults } from "@hostwright/core/monitoring/jobs";
import { serverJobs, serverResults } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { clone } from "./clone.ts";
import { configure } from "./configure.ts";
import { openConsole } from "./console.ts";
import type { JobContext } from "./context.ts";
import { destroy } from "./destroy.ts";
import { hold } from "./hold.ts";
import { metrics } from "./metrics.ts";
import { power } from "./power.ts";
import { protect } from "./protect.ts";
import { release } from "./release.ts";
import { rescue } from "./rescue.ts";
import { resetAccess } from "./reset-access.ts";
import { reshape } from "./reshape.ts";

/** A job whose payload is understood, ready to run. */
export interface Prepared {
  endpoint: string;
  /** Jobs with the same turn run one after another: clones of one template on one node. */
  turn: string | null;
  run(ctx: JobContext): Promise<Record<string, unknown>>;
}

type Prepare = (payload: unknown) => Prepared | string;
/** What every job says: the endpoint it is about. A template, where it clones one. */
type Job = { endpoint: string; template?: { node: string; vmid: number } };

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

/** Proxmox waits one second for a template's lock, then fails. */
const turnOf = ({ endpoint, template }: Job): string | null =>
  template ? `${endpoint}/${template.node}/${template.vmid}` : null;

const KINDS: ReadonlyMap<string, Prepare> = new Map(
  Object.entries({
    "monitoring.metrics": kind(monitoringJobs["monitoring.metrics"], monitoringResults["monitoring.metrics"], metrics),
    "console.open": kind(consoleJobs["console.open"], consoleResults["console.open"], openConsole),
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
