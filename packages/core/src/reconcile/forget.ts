import { affected } from "../kernel/database/index.ts";
import type { App } from "../kernel/index.ts";

const KEPT_DAYS = 90;

/** Schedule: forgets findings that closed long ago; what was decided about them is in the audit trail. */
export async function forgetFindings(app: App): Promise<number> {
  const before = new Date(app.clock.now().getTime() - KEPT_DAYS * 24 * 3_600_000);
  return affected(await app.db.kysely.deleteFrom("findings").where("closed_at", "<", before).executeTakeFirst());
}
