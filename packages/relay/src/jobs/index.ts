import { type ServerJobKind, serverJobs, type serverResults } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import { clone } from "./clone.ts";
import { configure } from "./configure.ts";
import type { JobContext } from "./context.ts";
import { destroy } from "./destroy.ts";
import { hold } from "./hold.ts";
import { power } from "./power.ts";
import { release } from "./release.ts";

/** A job kind and its convergent handler: it looks before it acts, so doing it twice is doing it once. */
type Handler<K extends ServerJobKind> = (
  ctx: JobContext,
  job: z.output<(typeof serverJobs)[K]>,
) => Promise<z.output<(typeof serverResults)[K]>>;

const HANDLERS: { [K in ServerJobKind]: Handler<K> } = {
  "server.clone": clone,
  "server.configure": configure,
  "server.power": power,
  "server.hold": hold,
  "server.release": release,
  "server.destroy": destroy,
};

/** A job whose payload is understood, ready to run. */
export interface Prepared {
  endpoint: string;
  /** Jobs with the same turn run one after another: clones of one template on one node. */
  turn: string | null;
  run(ctx: JobContext): Promise<Record<string, unknown>>;
}

/** @returns what is wrong with the job, as text, or the job ready to run. */
export function prepare(kind: string, payload: unknown): Prepared | string {
  if (!isKnown(kind)) return `unknown job kind '${kind}'`;
  return prepareKnown(kind, payload);
}

function prepareKnown<K extends ServerJobKind>(kind: K, payload: unknown): Prepared | string {
  const parsed = serverJobs[kind].safeParse(payload);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  // As in the client: parsed by the schema of this very kind.
  const job = parsed.data as z.output<(typeof serverJobs)[K]>;
  const handler: Handler<K> = HANDLERS[kind];
  return { endpoint: job.endpoint, turn: turnOf(job), run: (ctx) => handler(ctx, job) };
}

const isKnown = (kind: string): kind is ServerJobKind => Object.hasOwn(serverJobs, kind);

/** Proxmox waits one second for a template's lock, then fails. */
const turnOf = (job: z.output<(typeof serverJobs)[ServerJobKind]>): string | null =>
  "template" in job ? `${job.endpoint}/${job.template.node}/${job.template.vmid}` : null;
