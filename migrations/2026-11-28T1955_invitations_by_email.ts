import { dialectOf } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Who is erased has their invitations looked up, in all tenants. */
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createIndex("invitations_email").on("invitations").columns(["email"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const index = db.schema.dropIndex("invitations_email");
  await (dialectOf(db) === "mysql" ? index.on("invitations") : index).execute();
}
