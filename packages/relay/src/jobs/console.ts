import type { openJob } from "@hostwright/core/console/jobs";
import { z } from "zod";
import { JobFailure } from "../errors.ts";
import { findOurs } from "../vm/look.ts";
import type { JobContext } from "./context.ts";

const sealed = z.object({ ticket: z.string() });

/** Opens a console and leaves it open. A repeat finds it open, or its ticket used: it is never opened twice. */
export async function openConsole(ctx: JobContext, job: z.output<typeof openJob>): Promise<{ connected: boolean }> {
  const { consoles } = ctx.endpoint;
  if (!consoles) throw new JobFailure("console_unavailable");
  if (ctx.clock.now().getTime() >= Date.parse(job.expires)) throw new JobFailure("cancelled");
  if (consoles.has(job.console)) return { connected: true };
  const { ticket } = sealed.parse(
    await ctx.open(job.sealed_ticket).catch((error: unknown) => {
      throw new JobFailure("sealed_value_unreadable", String(error));
    }),
  );
  const order = { id: job.console, kind: job.kind, endpoint: job.endpoint, vmid: job.vmid, ticket };
  const locate = async () => (await findOurs(ctx, job)).node;
  return { connected: await consoles.open(order, locate, ctx.signal) };
}
