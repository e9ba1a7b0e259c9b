import type { MetricPoint, metricsJob, Period } from "@hostwright/core/monitoring/jobs";
import type { z } from "zod";
import { JobFailure } from "../errors.ts";
import { findOurs } from "../vm/look.ts";
import type { JobContext } from "./context.ts";

/** Nobody looks at the page any more; whoever does asks again. */
const TOO_LATE_MS = 120_000;

/** Reads the averages Proxmox keeps of a VM. Proxmox leaves out what it did not measure. */
export async function metrics(
  ctx: JobContext,
  job: z.output<typeof metricsJob>,
): Promise<{ server: string; period: Period; points: MetricPoint[] }> {
  if (ctx.clock.now().getTime() - ctx.issuedAt.getTime() > TOO_LATE_MS)
    throw new JobFailure("cancelled", "asked too long ago");
  const { node } = await findOurs(ctx, job);
  const rows = await ctx.read("GET /nodes/{node}/qemu/{vmid}/rrddata", {
    node,
    vmid: job.vmid,
    timeframe: job.period,
    cf: "AVERAGE",
  });
  const points = rows.map((row) => ({
    t: Math.round(row.time),
    cpu: rounded(row.cpu, 10_000),
    memory: rounded(row.mem),
    memory_max: rounded(row.maxmem),
    disk_read: rounded(row.diskread),
    disk_write: rounded(row.diskwrite),
    net_in: rounded(row.netin),
    net_out: rounded(row.netout),
  }));
  return { server: job.server, period: job.period, points: points.sort((a, b) => a.t - b.t).slice(-MOST_POINTS) };
}

const MOST_POINTS = 200;
const rounded = (value: number | null | undefined, parts = 1): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : Math.round(value * parts) / parts;
