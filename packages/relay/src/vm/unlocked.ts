import type { JobContext } from "../jobs/context.ts";
import { findOurs, lookUntil, type Wanted } from "./look.ts";

/** Our VM once nothing holds its lock, ours or staff's: a request meanwhile would only leave a failed task behind. */
export async function unlocked(ctx: JobContext, wanted: Wanted) {
  return lookUntil(
    ctx,
    () => findOurs(ctx, wanted),
    ({ config }) => {
      if (config.lock === undefined) return true;
      ctx.report({ message: "Waiting: the machine is busy with another task." });
      return false;
    },
  );
}
