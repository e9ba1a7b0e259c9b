import { jsonOut } from "../kernel/database/index.ts";
import { type Ctx, insertAudit } from "../kernel/index.ts";
import { releaseAddresses } from "../network/index.ts";
import { recordNode } from "../server/index.ts";
import { resourceOf } from "./mute.ts";
import { closed, type FindingRow, write } from "./settle.ts";

/** So long after it was first seen, what a server that is gone still has is given back. */
const QUARANTINE_MS = 3_600_000;

/** Repairs what is safe to repair by itself, and says so. Everything else waits for an operator. */
export async function repair(ctx: Ctx, open: FindingRow[]): Promise<void> {
  const done: FindingRow[] = [];
  for (const row of open) {
    const resolution = await repairOne(ctx, row);
    if (!resolution) continue;
    await insertAudit(ctx, "reconcile.repair", "done", {
      resource: resourceOf(row),
      changes: { finding: row.id, code: row.code, resolution },
    });
    done.push(closed(ctx, row, resolution));
  }
  await write(ctx, done);
}

async function repairOne(ctx: Ctx, row: FindingRow): Promise<string | undefined> {
  switch (row.code) {
    case "vm_moved": {
      const { node } = jsonOut(row.evidence).observed;
      if (typeof node !== "string") return undefined;
      return (await recordNode(ctx, row.subject_id, node)) ? `Repaired: recorded that it runs on ${node}.` : undefined;
    }
    case "address_leaked":
    case "reservation_leaked":
      return ctx.now.getTime() - row.first_seen.getTime() < QUARANTINE_MS ? undefined : giveBack(ctx, row);
    default:
      return undefined;
  }
}

/** Gives back an address or a reservation of a server that is gone. @returns what was done, for people */
export async function giveBack(ctx: Ctx, row: FindingRow): Promise<string | undefined> {
  const { about } = jsonOut(row.evidence);
  if (row.code === "address_leaked" && typeof about.server === "string") {
    await releaseAddresses(ctx, about.server, String(about.address));
    return `Repaired: ${about.address} was given back to its pool.`;
  }
  if (row.code !== "reservation_leaked") return undefined;
  await ctx.db
    .updateTable("servers")
    .set({ node_id: null, storage_id: null })
    .where("id", "=", row.subject_id)
    .where("deleted_at", "is not", null)
    .execute();
  return "Repaired: its room was given back.";
}
