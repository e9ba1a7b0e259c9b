import { affected } from "../kernel/database/index.ts";
import { type App, system, transact } from "../kernel/index.ts";

/** Schedule: forgets challenges that have lapsed. */
export function forgetChallenges(app: App): Promise<number> {
  return transact({ app, actor: system("schedule challenges"), requestId: "schedule" }, async (ctx) =>
    affected(await ctx.db.deleteFrom("challenges").where("expires_at", "<", ctx.now).executeTakeFirst()),
  );
}
