import type { JobMessage } from "../action/index.ts";
import { upsert } from "../kernel/database/index.ts";
import { type Ctx, transact } from "../kernel/index.ts";
import { subjectServer, vmJob } from "../server/index.ts";
import { METRICS_JOB, type Period } from "./jobs.ts";

const RUN_LIMIT_SECONDS = 60;

/**
 * Sends a job that belongs to no action and holds nothing up: it has a group of its own, and a relay that gets it late
 * throws it away. @returns false where the server has no VM to ask about
 */
export async function askForMetrics(ctx: Ctx, id: string, period: Period): Promise<boolean> {
  const server = await subjectServer(ctx, id);
  if (server.status === "creating" || server.status === "failed" || server.status === "deleting") return false;
  const order = vmJob(server, "monitoring.metrics", { period }, { runLimitSeconds: RUN_LIMIT_SECONDS });
  const job = `${METRICS_JOB}${id}.${period}.${ctx.now.getTime()}`;
  const body: JobMessage = {
    version: 1,
    job,
    try: 1,
    kind: order.kind,
    location: order.location,
    group: `${METRICS_JOB}${id}`,
    request_id: ctx.requestId,
    issued_at: ctx.now.toISOString(),
    run_limit_seconds: order.runLimitSeconds,
    supersedes: [],
    payload: order.payload,
  };
  // A query changes nothing of what it shows; that it was asked is remembered, so that a relay is not asked twice.
  await transact({ app: ctx.app, actor: ctx.actor, requestId: ctx.requestId }, async (own) => {
    await upsert(
      own.db,
      "server_metrics",
      { server_id: id, period, tenant_id: server.tenant_id, asked_at: own.now, taken_at: null, points: null },
      { keys: ["server_id", "period"], update: ["asked_at"] },
    );
    own.send({ topic: "job", location: order.location, group: body.group, deduplication: job, body });
  });
  return true;
}
