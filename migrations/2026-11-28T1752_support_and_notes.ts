import { columnTypes, dialectOf } from "@hostwright/core/kernel/database/index";
import type { Kysely } from "kysely";

/** What operators search by. */
const INDEXES = [
  ["servers_search_vmid", "servers", "vmid"],
  ["servers_search_hostname", "servers", "hostname"],
  ["servers_search_name", "servers", "name"],
  ["tenants_search_name", "tenants", "name"],
  ["users_search_name", "users", "name"],
] as const;

export async function up(db: Kysely<any>): Promise<void> {
  const type = columnTypes(db);
  await db.schema
    .createTable("support_sessions")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("user_id", type.id, (column) => column.notNull())
    .addColumn("operator_id", type.id, (column) => column.notNull())
    .addColumn("reason", type.text, (column) => column.notNull())
    .addColumn("started_at", type.timestamp, (column) => column.notNull())
    .addColumn("ends_at", type.timestamp, (column) => column.notNull())
    .addColumn("ended_at", type.timestamp)
    .execute();
  await db.schema.createIndex("support_sessions_tenant").on("support_sessions").columns(["tenant_id", "id"]).execute();
  await db.schema
    .createTable("staff_notes")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("tenant_id", type.id, (column) => column.notNull())
    .addColumn("subject_id", type.id, (column) => column.notNull())
    .addColumn("author_id", type.id, (column) => column.notNull())
    .addColumn("text", type.text, (column) => column.notNull())
    .addColumn("pinned", type.boolean, (column) => column.notNull())
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addColumn("edited_at", type.timestamp)
    .execute();
  await db.schema
    .createIndex("staff_notes_subject")
    .on("staff_notes")
    .columns(["tenant_id", "subject_id", "id"])
    .execute();
  for (const [name, table, column] of INDEXES) await db.schema.createIndex(name).on(table).column(column).execute();
}

export async function down(db: Kysely<any>): Promise<void> {
  for (const [name, table] of INDEXES) {
    const index = db.schema.dropIndex(name);
    await (dialectOf(db) === "mysql" ? index.on(table) : index).execute();
  }
  await db.schema.dropTable("staff_notes").execute();
  await db.schema.dropTable("support_sessions").execute();
}
