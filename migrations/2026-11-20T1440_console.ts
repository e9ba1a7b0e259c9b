import { columnTypes } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("consoles")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("server_id", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("session_id", type.id, (column) => column.notNull())
    .addColumn("kind", type.id, (column) => column.notNull())
    .addColumn("browser_ticket", type.key)
    .addColumn("browser_until", type.timestamp)
    .addColumn("relay_ticket", type.key)
    .addColumn("relay_until", type.timestamp)
    .addColumn("browser_connection", type.key)
    .addColumn("relay_connection", type.key)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("input_at", type.timestamp, (column) => column.notNull())
    .addColumn("apart_since", type.timestamp)
    .addColumn("ends_at", type.timestamp, (column) => column.notNull())
    .addColumn("ended_at", type.timestamp)
    .addColumn("end_code", type.id)
    .execute();
  await db.schema.createIndex("consoles_tenant").on("consoles").columns(["tenant_id", "ended_at"]).execute();
  await db.schema.createIndex("consoles_ended").on("consoles").columns(["ended_at", "id"]).execute();
  for (const column of ["browser_ticket", "relay_ticket", "browser_connection", "relay_connection"])
    await db.schema.createIndex(`consoles_${column}`).on("consoles").column(column).unique().execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("consoles").execute();
}
