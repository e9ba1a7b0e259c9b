import { createHash } from "node:crypto";
import { upsert } from "../kernel/database/index.ts";
import type { Ctx } from "../kernel/index.ts";
import { networkOf } from "./network.ts";

/** A device or place not used for so long is a stranger's again. */
const KNOWN_MS = 90 * 24 * 3600 * 1000;

export const placeOf = (ctx: Ctx): string => networkOf(ctx.origin?.address ?? "inside");

const hashOf = (kind: "device" | "place", value: string): string =>
  createHash("sha256").update(`${kind} ${value}`).digest("hex");

/** What the person is known by here: the device's own secret, else the place; undefined: by nothing. */
export async function isKnown(ctx: Ctx, user: string, device?: string): Promise<"device" | "place" | undefined> {
  const ours = device ? hashOf("device", device) : undefined;
  const rows = await ctx.db
    .selectFrom("known_devices")
    .select("hash")
    .where("user_id", "=", user)
    .where("hash", "in", [hashOf("place", placeOf(ctx)), ...(ours ? [ours] : [])])
    .where("last_used_at", ">", new Date(ctx.now.getTime() - KNOWN_MS))
    .execute();
  if (rows.some(({ hash }) => hash === ours)) return "device";
  return rows.length > 0 ? "place" : undefined;
}

/** The person has signed in with this device from this place. */
export async function remember(ctx: Ctx, user: string, device?: string): Promise<void> {
  const hashes = [hashOf("place", placeOf(ctx)), ...(device ? [hashOf("device", device)] : [])];
  const rows = hashes.map((hash) => ({ user_id: user, hash, first_used_at: ctx.now, last_used_at: ctx.now }));
  await upsert(ctx.db, "known_devices", rows, { keys: ["user_id", "hash"], update: ["last_used_at"] });
}
