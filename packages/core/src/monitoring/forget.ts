import { affected } from "../kernel/database/index.ts";
import { type App, system, transact } from "../kernel/index.ts";
import { addHours } from "./count-traffic.ts";
import { hourOf } from "./meter.ts";

/** As long as a year can be looked back on, and its last month be settled. */
const HOURS_KEPT_DAYS = 400;
const DAY = 24 * 3_600_000;
/** In one round; the rest is done an hour later. */
const MOST = 500;

const METRICS_KEPT_DAYS = 7;

/** Schedule: forgets metrics nobody has looked at for a week; who looks gets them anew. */
export async function forgetMetrics(app: App): Promise<number> {
  const before = new Date(app.clock.now().getTime() - METRICS_KEPT_DAYS * DAY);
  return affected(
    await app.db.kysely
      .deleteFrom("server_metrics")
      .where((eb) => eb.or([eb("taken_at", "<", before), eb("taken_at", "is", null)]))
      .where((eb) => eb.or([eb("asked_at", "<", before), eb("asked_at", "is", null)]))
      .executeTakeFirst(),
  );
}

/** Schedule: sets aside hours of servers that are not seen any more, and forgets what is too old. */
export function settleTraffic(app: App): Promise<number> {
  return transact({ app, actor: system("schedule traffic"), requestId: "schedule" }, async (ctx) => {
    const meters = await ctx.db
      .selectFrom("traffic_meters")
      .selectAll()
      .where("hour", "<", new Date(hourOf(ctx.now).getTime() - 3_600_000))
      .where((eb) => eb.or([eb("bytes_in", ">", 0), eb("bytes_out", ">", 0), eb("gap_seconds", ">", 0)]))
      .orderBy("hour")
      .limit(MOST)
      .forUpdate()
      .skipLocked()
      .execute();
    await addHours(ctx, meters);
    if (meters.length > 0)
      await ctx.db
        .updateTable("traffic_meters")
        .set({ bytes_in: 0, bytes_out: 0, gap_seconds: 0, resets: 0 })
        .where(
          "server_id",
          "in",
          meters.map((meter) => meter.server_id),
        )
        .execute();
    const before = new Date(ctx.now.getTime() - HOURS_KEPT_DAYS * DAY);
    return affected(await ctx.db.deleteFrom("traffic_hours").where("hour", "<", before).executeTakeFirst());
  });
}
