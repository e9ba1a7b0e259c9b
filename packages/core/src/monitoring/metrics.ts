import { jsonIn, jsonOut, upsert } from "../kernel/database/index.ts";
import { type App, type Ctx, query, system, transact } from "../kernel/index.ts";
import { getServer } from "../server/index.ts";
import { askForMetrics } from "./ask-metrics.ts";
import { METRICS_JOB, monitoringResults, type Period } from "./jobs.ts";
import { metricsInput } from "./schema.ts";

/** A new point comes that often, by period; asking more often would bring nothing new. */
export const FRESH_SECONDS: Record<Period, number> = {
  hour: 60,
  day: 600,
  week: 3600,
  month: 4 * 3600,
  year: 24 * 3600,
};
/** So long after asking, an answer may still be on its way. */
const ANSWER_SECONDS = 30;

/**
 * The averages Proxmox keeps of a server, as they were last read. The cloud does not reach Proxmox: where they are older
 * than they could be, a relay is asked for newer ones, and this answers at once with what there is.
 */
export const getMetrics = query({
  name: "server.metrics",
  permission: "server:read",
  input: metricsInput,
  async run(ctx, { id, period }) {
    await getServer(ctx, id);
    const row = await ctx.db
      .selectFrom("server_metrics")
      .selectAll()
      .where("server_id", "=", id)
      .where("period", "=", period)
      .executeTakeFirst();
    const age = ctx.now.getTime() - (row?.taken_at?.getTime() ?? 0);
    const old = age > FRESH_SECONDS[period] * 1000;
    const waiting = isAwaited(ctx, row?.asked_at ?? null, row?.taken_at ?? null);
    const asked = old && !waiting && (await askForMetrics(ctx, id, period));
    return {
      metrics: {
        period,
        taken_at: row?.taken_at?.toISOString() ?? null,
        refreshing: waiting || asked,
        stale: row?.taken_at !== undefined && row.taken_at !== null && age > FRESH_SECONDS[period] * 3000,
        points: (jsonOut(row?.points ?? null) ?? []).map(({ t, ...values }) => ({
          at: new Date(t * 1000).toISOString(),
          ...values,
        })),
      },
    };
  },
});

function isAwaited(ctx: Ctx, asked: Date | null, taken: Date | null): boolean {
  if (!asked || ctx.now.getTime() - asked.getTime() > ANSWER_SECONDS * 1000) return false;
  return !taken || taken < asked;
}

/** Whether a relay's result is about metrics, and so about no action. */
export const isAboutMetrics = (job: string): boolean => job.startsWith(METRICS_JOB);

/** Takes what a relay has read. Of two answers the later one stays. */
export async function takeMetrics(app: App, relay: string, result: unknown): Promise<void> {
  const { server, period, points } = monitoringResults["monitoring.metrics"].parse(result);
  await transact({ app, actor: system(`relay ${relay}`), requestId: "metrics" }, async (ctx) => {
    const owner = await ctx.db.selectFrom("servers").select("tenant_id").where("id", "=", server).executeTakeFirst();
    if (!owner) return;
    await upsert(
      ctx.db,
      "server_metrics",
      { server_id: server, period, ...owner, asked_at: null, taken_at: ctx.now, points: jsonIn(points) },
      { keys: ["server_id", "period"], update: ["taken_at", "points"] },
    );
  });
}
