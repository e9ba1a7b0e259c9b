import { type JobMessage, jobMessage } from "@hostwright/core/action/jobs";
import { z } from "zod";
import { type Prepared, prepare } from "./jobs/index.ts";

const traceable = z.looseObject({ job: z.string().max(120), try: z.number().int(), request_id: z.string() });

/** What a message on the job queue turns out to be. */
export type Intake =
  | { kind: "job"; job: JobMessage; prepared: Prepared }
  /** Not a job we can do, but it says whom to answer. */
  | { kind: "refused"; job: z.output<typeof traceable>; why: string }
  /** Nobody can be answered: the queue's dead-letter queue is its place. */
  | { kind: "unreadable"; why: string };

export function readMessage(body: string, location: string): Intake {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { kind: "unreadable", why: "not JSON" };
  }
  const message = jobMessage.safeParse(value);
  if (!message.success) {
    const why = message.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    const trace = traceable.safeParse(value);
    return trace.success ? { kind: "refused", job: trace.data, why } : { kind: "unreadable", why };
  }
  const job = message.data;
  if (job.location !== location)
    return { kind: "refused", job, why: `a job for '${job.location}' came to '${location}'` };
  const prepared = prepare(job.kind, job.payload);
  return typeof prepared === "string" ? { kind: "refused", job, why: prepared } : { kind: "job", job, prepared };
}
