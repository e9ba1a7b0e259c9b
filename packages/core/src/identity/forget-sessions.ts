import { affected } from "../kernel/database/index.ts";
import { type App, system, transact } from "../kernel/index.ts";

/** Schedule: forgets refresh tokens and sessions that ended. */
export function forgetSessions(app: App): Promise<number> {
  return transact({ app, actor: system("schedule sessions"), requestId: "schedule" }, async (ctx) => {
    const result = await ctx.db.deleteFrom("refresh_tokens").where("expires_at", "<", ctx.now).executeTakeFirst();
    await ctx.db.deleteFrom("sessions").where("expires_at", "<", ctx.now).execute();
    return affected(result);
  });
}
