import { affected } from "../kernel/database/index.ts";
import { type App, system, transact } from "../kernel/index.ts";

const DAY_MS = 24 * 3600 * 1000;

/** Schedule: forgets refresh tokens and sessions that ended, failures long past, devices long unused. */
export function forgetSessions(app: App): Promise<number> {
  return transact({ app, actor: system("schedule sessions"), requestId: "schedule" }, async (ctx) => {
    const result = await ctx.db.deleteFrom("refresh_tokens").where("expires_at", "<", ctx.now).executeTakeFirst();
    await ctx.db.deleteFrom("sessions").where("expires_at", "<", ctx.now).execute();
    const day = new Date(ctx.now.getTime() - DAY_MS);
    await ctx.db.deleteFrom("sign_in_attempts").where("failed_at", "<", day).execute();
    await ctx.db
      .deleteFrom("known_devices")
      .where("last_used_at", "<", new Date(ctx.now.getTime() - 90 * DAY_MS))
      .execute();
    return affected(result);
  });
}
