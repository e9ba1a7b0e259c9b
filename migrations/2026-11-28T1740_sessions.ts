import { columnTypes, dialectOf } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** What a person is shown of their sessions, how each was opened, and when it last proved whose it is. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .alterTable("sessions")
    .addColumn("method", type.id)
    .addColumn("user_agent", type.name)
    .addColumn("address", type.name)
    .addColumn("country", type.id)
    .addColumn("last_used_at", type.timestamp)
    .addColumn("proved_at", type.timestamp)
    .execute();
  await db.schema.createIndex("sessions_user").on("sessions").columns(["user_id", "id"]).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  const index = db.schema.dropIndex("sessions_user");
  await (dialectOf(db) === "mysql" ? index.on("sessions") : index).execute();
  for (const column of ["proved_at", "last_used_at", "country", "address", "user_agent", "method"])
    await db.schema.alterTable("sessions").dropColumn(column).execute();
}
