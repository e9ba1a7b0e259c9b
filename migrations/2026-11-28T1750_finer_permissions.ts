import { jsonIn, jsonOut } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** What was one permission until now, and what its holders keep. */
const SPLIT: Record<string, string[]> = {
  "server:power": ["server:rescue"],
  "server:update": [
    "server:resize",
    "server:access",
    "address:create",
    "address:update",
    "address:delete",
    "firewall:update",
  ],
  "server:delete": ["server:rebuild"],
  "backup:create": ["backup:schedule"],
};

async function rewrite(db: Kysely<any>, change: (permissions: string[]) => string[]): Promise<void> {
  for (const { id, permissions } of await db.selectFrom("api_keys").select(["id", "permissions"]).execute())
    await db
      .updateTable("api_keys")
      .set({ permissions: jsonIn(change(jsonOut(permissions))) })
      .where("id", "=", id)
      .execute();
}

/** Keys that were made before go on doing what they did. */
export const up = (db: Kysely<any>): Promise<void> =>
  rewrite(db, (given) => [...new Set(given.flatMap((one) => [one, ...(SPLIT[one] ?? [])]))]);

export function down(db: Kysely<any>): Promise<void> {
  const added = new Set(Object.values(SPLIT).flat());
  return rewrite(db, (given) => given.filter((one) => !added.has(one)));
}
