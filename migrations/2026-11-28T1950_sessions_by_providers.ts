import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/**
 * Which of the operators' providers let a session in, and in which session an operator began to act for a customer: both
 * end with it. Sessions of providers from before end, and so does what is under way in a customer's place.
 */
export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema.alterTable("sessions").addColumn("issuer", type.text).execute();
  await db.schema.alterTable("support_sessions").addColumn("session_id", type.id).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("support_sessions").dropColumn("session_id").execute();
  await db.schema.alterTable("sessions").dropColumn("issuer").execute();
}
