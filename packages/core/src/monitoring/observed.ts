import { jsonOut } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import type { ObservedSite, ObservedVm } from "./jobs.ts";

export interface Observed {
  at: Date;
  relay: string;
  site: ObservedSite | null;
  vms: ObservedVm[];
}

/** Rows read at once: each may hold 22 KB, and the Data API answers 1 MiB. */
const PARTS = 30;

/** What an endpoint showed in its newest complete round; undefined where there was none, or where the next has just taken its place. */
export async function newestObservation(ctx: Ctx, endpoint: string): Promise<Observed | undefined> {
  const head = await ctx.db
    .selectFrom("observations")
    .selectAll()
    .where("endpoint_id", "=", endpoint)
    .executeTakeFirst();
  if (!head?.round || !head.observed_at) return undefined;
  const vms: ObservedVm[] = [];
  for (let from = 0; ; from += PARTS) {
    const rows = await ctx.db
      .selectFrom("observation_parts")
      .select("vms")
      .where("endpoint_id", "=", endpoint)
      .where("round", "=", head.round)
      .where("part", ">=", from)
      .where("part", "<", from + PARTS)
      .orderBy("part")
      .execute();
    vms.push(...rows.flatMap((row) => jsonOut(row.vms)));
    if (rows.length < PARTS) break;
  }
  if (vms.length !== head.vms) return undefined;
  return { at: head.observed_at, relay: head.relay ?? "", site: jsonOut(head.site), vms };
}
