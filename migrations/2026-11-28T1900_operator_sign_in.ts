import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** Operators' own sign-in: who has come in by their provider, and what it allows at most in a session. */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("operator_identities")
    .addColumn("user_id", type.id, (column) => column.primaryKey())
    .addColumn("hash", type.key, (column) => column.notNull().unique())
    .addColumn("issuer", type.text, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .execute();
  await db.schema.alterTable("sessions").addColumn("operator_roles", type.json).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("sessions").dropColumn("operator_roles").execute();
  await db.schema.dropTable("operator_identities").execute();
}
