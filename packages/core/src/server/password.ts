import { randomInt } from "node:crypto";
import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx } from "../kernel/index.ts";
import { sealForRelay } from "../kernel/seal.ts";

/** Without characters that are easily mistaken for one another; 20 of 56 give 116 bits. */
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
export const newPassword = (): string => Array.from({ length: 20 }, () => LETTERS[randomInt(LETTERS.length)]).join("");

/** A password that only the relays of the server's location can open. @throws AppError where they have no key */
export async function sealForLocation(ctx: Ctx, server: { location_id: string }, password: string): Promise<string> {
  const { relay_keys } = await ctx.db
    .selectFrom("locations")
    .select("relay_keys")
    .where("id", "=", server.location_id)
    .executeTakeFirstOrThrow();
  const [key] = jsonOut(relay_keys);
  if (!key) throw new AppError("resource_unavailable", "this location cannot take passwords; give an ssh key");
  return sealForRelay(key, { password });
}
